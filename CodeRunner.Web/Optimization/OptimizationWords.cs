using System.Globalization;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Web.Costs;

namespace CodeRunner.Web.Optimization;

/// <summary>How recommendations and bottlenecks are told.</summary>
public static class OptimizationWords
{
    public static string Title(RecommendationResponse it) => $"{(it.Proposed < it.Current ? "Lower" : "Raise")} {What(it.Kind)} from {Amount(it, it.Current)} to {Amount(it, it.Proposed)}";

    public static string What(RecommendationKind kind) => kind switch
    {
        RecommendationKind.Cpu => "the CPU limit",
        RecommendationKind.Memory => "the memory limit",
        _ => "the number of instances",
    };

    /// <summary>"saves 11.20 USD a month", or what safety costs.</summary>
    public static string Saving(RecommendationResponse it) => it.SavingPerMonth >= 0
        ? $"saves {MoneyWords.Of(it.SavingPerMonth, it.Currency)} a month"
        : $"costs {MoneyWords.Of(-it.SavingPerMonth, it.Currency)} more a month";

    public static string Percent(double share) => $"{(100 * share).ToString(share is > 0 and < 0.01 ? "0.##" : "0.#", CultureInfo.InvariantCulture)} %";

    public static string Risk(RecommendationResponse it) => it.Risk <= 0 ? "none seen" : $"over it in {Percent(it.Risk)} of samples";

    public static (string Tone, string Word) State(RecommendationState state) => state switch
    {
        RecommendationState.Watching => ("busy", "watched"),
        RecommendationState.Kept => ("ok", "applied"),
        RecommendationState.Undone => ("warn", "undone"),
        _ => ("", "dismissed"),
    };

    public static string Explain(OptimizationStrategy strategy) => strategy switch
    {
        OptimizationStrategy.Aggressive => "Saves the most: now and then usage may pass a limit, and a request is slower then.",
        OptimizationStrategy.Conservative => "Leaves much room, and waits for two days of history.",
        _ => "Saves what costs visitors nothing that they notice.",
    };

    public static (string Title, string Next) Bottleneck(BottleneckResource resource) => resource switch
    {
        BottleneckResource.Cpu => ("CPU limit", "A higher CPU limit, or more instances."),
        BottleneckResource.Memory => ("Memory limit", "A higher memory limit, or less kept in memory."),
        BottleneckResource.Queue => ("Waiting for an instance", "More instances, or a scaling policy with a lower target."),
        _ => ("Waiting for what it calls", "Look at the databases and services that it asks: more of this app won't help."),
    };

    private static string Amount(RecommendationResponse it, double value) => it.Kind switch
    {
        RecommendationKind.Cpu => $"{value.ToString("0.##", CultureInfo.InvariantCulture)} {(value == 1 ? "core" : "cores")}",
        RecommendationKind.Memory => $"{value.ToString("0", CultureInfo.InvariantCulture)} MB",
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };
}
