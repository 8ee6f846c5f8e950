using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Core.Alerts;

namespace CodeRunner.Api.Alerts;

/// <summary>What a rule may say.</summary>
internal static class AlertRuleChecks
{
    private const int MostSeconds = 24 * 3600;
    private const int MostNameLength = 100;
    private const int MostCrashes = 100;
    private const int MostMilliseconds = 600_000;
    private const double LeastPercent = 0.1;
    private const int MostPercent = 100;

    public static Faults Check(AlertRuleRequest request)
    {
        var faults = new Faults()
            .Check(request.Kind is not null, "kind", "It is needed: down, crash_loop, cpu, memory, disk, error_rate or p95.")
            .Check(request.Name is null || request.Name.Trim().Length <= MostNameLength, "name", $"It may have {MostNameLength} characters.")
            .Range(request.For, "for", 0, MostSeconds, " seconds");
        return request.Kind switch
        {
            null => faults,
            AlertKind.Budget => faults.Check(false, "kind", "A project's budget is set with its costs, and needs no rule."),
            AlertKind.Down => faults.Check(request.Threshold is null, "threshold", "A rule for down has none."),
            AlertKind.CrashLoop => Needed(faults, request).Range(request.Threshold, "threshold", 1, MostCrashes, " crashes in a row")
                .Check(request.Threshold is not { } crashes || crashes == Math.Floor(crashes), "threshold", "It must be a whole number."),
            AlertKind.P95 => Needed(faults, request).Range(request.Threshold, "threshold", 1, MostMilliseconds, " ms"),
            AlertKind.ErrorRate => Needed(faults, request).Range(request.Threshold, "threshold", LeastPercent, MostPercent, " % of the requests"),
            _ => Needed(faults, request).Range(request.Threshold, "threshold", LeastPercent, MostPercent, " % of the limit"),
        };
    }

    public static int Seconds(AlertRuleRequest request) => request.For ?? request.Kind switch
    {
        AlertKind.CrashLoop => 0,
        AlertKind.Down => AlertRule.UsualDownSeconds,
        _ => AlertRule.UsualSeconds,
    };

    private static Faults Needed(Faults faults, AlertRuleRequest request) => faults.Check(request.Threshold is not null, "threshold", "It is needed.");
}
