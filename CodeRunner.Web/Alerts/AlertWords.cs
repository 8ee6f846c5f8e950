using System.Globalization;
using CodeRunner.Contracts.Alerts;

namespace CodeRunner.Web.Alerts;

/// <summary>What the pages say of alerts and their rules, as pure functions of them.</summary>
public static class AlertWords
{
    public static string Count(int firing) => firing == 1 ? T("{0} alert", firing) : T("{0} alerts", firing);

    public static string Title(AlertRuleResponse rule) => rule.Name ?? Name(rule.Kind);

    public static string Sentence(AlertRuleResponse rule) => Sentence(rule.Kind, rule.Threshold, rule.For);

    /// <summary>What <see cref="AlertText"/> says of it in alerts and webhooks, for who reads the dashboard.</summary>
    public static string Sentence(AlertKind kind, double? threshold, int seconds)
    {
        var what = kind switch
        {
            AlertKind.Down => T("No healthy instance"),
            AlertKind.CrashLoop => threshold == 1 ? T("1 crash") : T("{0} crashes in a row", Number(threshold)),
            AlertKind.ErrorRate => T("More than {0} % of requests failing", Number(threshold)),
            AlertKind.Budget => T("The month's budget"),
            AlertKind.P95 => T("Latency (p95) above {0} ms", Number(threshold)),
            _ => T("{0} above {1} % of its limit", Name(kind), Number(threshold)),
        };
        return seconds == 0 ? T("{0}.", what) : T("{0} for {1}.", what, Duration(seconds));
    }

    public static string Name(AlertKind kind) => kind switch
    {
        AlertKind.Down => T("Down"),
        AlertKind.CrashLoop => T("Crash loop"),
        AlertKind.Cpu => T("CPU"),
        AlertKind.Memory => T("Memory"),
        AlertKind.Disk => T("Disk"),
        AlertKind.ErrorRate => T("Error rate"),
        AlertKind.Budget => T("Budget"),
        _ => T("Latency (p95)"),
    };

    /// <summary>"90 seconds", "5 minutes", "2 hours".</summary>
    public static string Duration(int seconds) => seconds switch
    {
        3600 => T("{0} hour", 1),
        > 0 when seconds % 3600 == 0 => T("{0} hours", seconds / 3600),
        60 => T("{0} minute", 1),
        > 0 when seconds % 60 == 0 => T("{0} minutes", seconds / 60),
        1 => T("{0} second", 1),
        _ => T("{0} seconds", seconds),
    };

    /// <summary>How it is now: a tone and a word.</summary>
    public static (string Tone, string Word) State(AlertRuleResponse rule) => rule switch
    {
        { Enabled: false } => ("idle", T("off")),
        { AlertId: not null } => ("bad", T("firing")),
        { PendingSince: not null } => ("warn", T("pending")),
        _ => ("ok", T("quiet")),
    };

    /// <summary>The rule as a request that makes it anew.</summary>
    public static AlertRuleRequest Request(AlertRuleResponse rule) => new(rule.Kind, rule.Threshold, rule.For, rule.Enabled, rule.Name);

    /// <summary>"12 minutes": how long it fired.</summary>
    public static string Lasted(AlertResponse alert)
    {
        var time = (alert.ResolvedAt ?? alert.FiredAt) - alert.FiredAt;
        return time switch
        {
            { TotalMinutes: < 1 } => T("{0} s", Math.Max(1, (int)time.TotalSeconds)),
            { TotalHours: < 1 } => T("{0} min", (int)time.TotalMinutes),
            { TotalDays: < 1 } => T("{0} h {1} min", (int)time.TotalHours, time.Minutes),
            _ => T("{0} d {1} h", (int)time.TotalDays, time.Hours),
        };
    }

    private static string Number(double? value) => (value ?? 0).ToString("0.#", CultureInfo.InvariantCulture);
}
