using System.Globalization;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Web.Costs;

namespace CodeRunner.Web.Optimization;

/// <summary>How recommendations and bottlenecks are told.</summary>
public static class OptimizationWords
{
    public static string Title(RecommendationResponse it)
    {
        var (from, to) = (Amount(it, it.Current), Amount(it, it.Proposed));
        return (it.Kind, it.Proposed < it.Current) switch
        {
            (RecommendationKind.Cpu, true) => T("Lower the CPU limit from {0} to {1}", from, to),
            (RecommendationKind.Cpu, false) => T("Raise the CPU limit from {0} to {1}", from, to),
            (RecommendationKind.Memory, true) => T("Lower the memory limit from {0} to {1}", from, to),
            (RecommendationKind.Memory, false) => T("Raise the memory limit from {0} to {1}", from, to),
            (_, true) => T("Lower the number of instances from {0} to {1}", from, to),
            (_, false) => T("Raise the number of instances from {0} to {1}", from, to),
        };
    }

    /// <summary>"saves 11.20 USD a month", or what safety costs.</summary>
    public static string Saving(RecommendationResponse it) => it.SavingPerMonth >= 0
        ? T("saves {0} a month", MoneyWords.Of(it.SavingPerMonth, it.Currency))
        : T("costs {0} more a month", MoneyWords.Of(-it.SavingPerMonth, it.Currency));

    public static string Percent(double share) => $"{(100 * share).ToString(share is > 0 and < 0.01 ? "0.##" : "0.#", CultureInfo.InvariantCulture)} %";

    public static string Risk(RecommendationResponse it) => it.Risk <= 0 ? T("none seen") : T("over it in {0} of samples", Percent(it.Risk));

    public static (string Tone, string Word) State(RecommendationState state) => state switch
    {
        RecommendationState.Watching => ("busy", T("watched")),
        RecommendationState.Kept => ("ok", T("applied")),
        RecommendationState.Undone => ("warn", T("undone")),
        _ => ("", T("dismissed")),
    };

    public static string Name(OptimizationStrategy strategy) => strategy switch
    {
        OptimizationStrategy.Aggressive => T("Aggressive"),
        OptimizationStrategy.Conservative => T("Conservative"),
        _ => T("Balanced"),
    };

    public static string Explain(OptimizationStrategy strategy) => strategy switch
    {
        OptimizationStrategy.Aggressive => T("Saves the most: now and then usage may pass a limit, and a request is slower then."),
        OptimizationStrategy.Conservative => T("Leaves much room, and waits for two days of history."),
        _ => T("Saves what costs visitors nothing that they notice."),
    };

    public static (string Title, string Next) Bottleneck(BottleneckResource resource) => resource switch
    {
        BottleneckResource.Cpu => (T("CPU limit"), T("A higher CPU limit, or more instances.")),
        BottleneckResource.Memory => (T("Memory limit"), T("A higher memory limit, or less kept in memory.")),
        BottleneckResource.Queue => (T("Waiting for an instance"), T("More instances, or a scaling policy with a lower target.")),
        _ => (T("Waiting for what it calls"), T("Look at the databases and services that it asks: more of this app won't help.")),
    };

    private static string Amount(RecommendationResponse it, double value) => it.Kind switch
    {
        RecommendationKind.Cpu => value == 1 ? T("{0} core", 1) : T("{0} cores", value.ToString("0.##", CultureInfo.InvariantCulture)),
        RecommendationKind.Memory => $"{value.ToString("0", CultureInfo.InvariantCulture)} MB",
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };
}
