using CodeRunner.Contracts.Alerts;

namespace CodeRunner.Web.Alerts;

/// <summary>What the pages say of alerts and their rules, as pure functions of them.</summary>
public static class AlertWords
{
    public static string Count(int firing) => firing == 1 ? "1 alert" : $"{firing} alerts";

    public static string Title(AlertRuleResponse rule) => rule.Name ?? AlertText.Name(rule.Kind);

    public static string Sentence(AlertRuleResponse rule) => AlertText.Of(rule.Kind, rule.Threshold, rule.For) + ".";

    /// <summary>How it is now: a tone and a word.</summary>
    public static (string Tone, string Word) State(AlertRuleResponse rule) => rule switch
    {
        { Enabled: false } => ("idle", "off"),
        { AlertId: not null } => ("bad", "firing"),
        { PendingSince: not null } => ("warn", "pending"),
        _ => ("ok", "quiet"),
    };

    /// <summary>The rule as a request that makes it anew.</summary>
    public static AlertRuleRequest Request(AlertRuleResponse rule) => new(rule.Kind, rule.Threshold, rule.For, rule.Enabled, rule.Name);

    /// <summary>"12 minutes": how long it fired.</summary>
    public static string Lasted(AlertResponse alert)
    {
        var time = (alert.ResolvedAt ?? alert.FiredAt) - alert.FiredAt;
        return time switch
        {
            { TotalMinutes: < 1 } => $"{Math.Max(1, (int)time.TotalSeconds)} s",
            { TotalHours: < 1 } => $"{(int)time.TotalMinutes} min",
            { TotalDays: < 1 } => $"{(int)time.TotalHours} h {time.Minutes} min",
            _ => $"{(int)time.TotalDays} d {time.Hours} h",
        };
    }
}
