using System.Globalization;

namespace CodeRunner.Contracts.Alerts;

/// <summary>What a rule says, in a sentence: the same in the dashboard, in alerts and in webhooks.</summary>
public static class AlertText
{
    /// <summary>"CPU above 90 % of its limit for 5 minutes".</summary>
    public static string Of(AlertKind kind, double? threshold, int seconds)
    {
        var what = kind switch
        {
            AlertKind.Down => "No healthy instance",
            AlertKind.CrashLoop => Crashes(threshold),
            AlertKind.ErrorRate => $"More than {Number(threshold)} % of requests failing",
            AlertKind.Budget => "The month's budget",
            AlertKind.P95 => $"Latency (p95) above {Number(threshold)} ms",
            _ => $"{Name(kind)} above {Number(threshold)} % of its limit",
        };
        return seconds == 0 ? what : $"{what} for {Duration(seconds)}";
    }

    /// <summary>What an alert says: the rule's sentence, and what was measured. "CPU above 90 % of its limit for 5 minutes: 97 %."</summary>
    public static string Summary(AlertKind kind, double? threshold, int seconds, double? value) => (kind, Value(kind, value)) switch
    {
        (_, null) => $"{Of(kind, threshold, seconds)}.",
        (AlertKind.CrashLoop, _) => $"{Of(kind, value, seconds)}.",
        (_, var measured) => $"{Of(kind, threshold, seconds)}: {measured}.",
    };

    public static string Name(AlertKind kind) => kind switch
    {
        AlertKind.Down => "Down",
        AlertKind.CrashLoop => "Crash loop",
        AlertKind.Cpu => "CPU",
        AlertKind.Memory => "Memory",
        AlertKind.Disk => "Disk",
        AlertKind.ErrorRate => "Error rate",
        AlertKind.Budget => "Budget",
        _ => "Latency (p95)",
    };

    /// <summary>"97 %", "640 ms", "3 crashes in a row"; null where nothing is measured.</summary>
    public static string? Value(AlertKind kind, double? value) => (kind, value) switch
    {
        (AlertKind.Down, _) or (_, null) => null,
        (AlertKind.CrashLoop, _) => Crashes(value),
        (AlertKind.P95, _) => $"{Number(value)} ms",
        _ => $"{Number(value)} %",
    };

    /// <summary>"90 seconds", "5 minutes", "2 hours".</summary>
    public static string Duration(int seconds) => seconds switch
    {
        > 0 when seconds % 3600 == 0 => Counted(seconds / 3600, "hour"),
        > 0 when seconds % 60 == 0 => Counted(seconds / 60, "minute"),
        _ => Counted(seconds, "second"),
    };

    private static string Crashes(double? count) => count == 1 ? "1 crash" : $"{Number(count)} crashes in a row";

    private static string Counted(int count, string unit) => count == 1 ? $"1 {unit}" : $"{count} {unit}s";

    private static string Number(double? value) => (value ?? 0).ToString("0.#", CultureInfo.InvariantCulture);
}
