using System.Diagnostics.CodeAnalysis;

namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>
/// Nomad's threshold strategy: one step when at least <paramref name="Trigger"/> metrics are from <paramref name="Lower"/> (which counts) to <paramref name="Upper"/>
/// (which doesn't).
/// </summary>
public sealed record NomadThreshold(double Lower, double Upper, NomadStep Step, double Amount, long Trigger = NomadThreshold.DefaultTrigger)
{
    public const long DefaultTrigger = 5;

    /// <summary>Null where there is no metric.</summary>
    public NomadAction? Decide(long count, ReadOnlySpan<double> metrics)
    {
        if (metrics.IsEmpty)
            return null;
        if (Within(metrics) < Trigger)
            return NomadAction.None;
        var wanted = Math.Max(0, Step switch
        {
            NomadStep.Delta => count + (long)Amount,
            NomadStep.Percentage => (long)Math.Ceiling(count * (1 + Amount / 100)),
            _ => (long)Amount,
        });
        return wanted == count ? NomadAction.None : NomadAction.To(wanted > count ? NomadDirection.Up : NomadDirection.Down, wanted);
    }

    private int Within(ReadOnlySpan<double> metrics)
    {
        var within = 0;
        foreach (var metric in metrics)
            within += metric >= Lower && metric < Upper ? 1 : 0;
        return within;
    }

    /// <summary><paramref name="settings"/>: by Nomad's keys: lower_bound, upper_bound, one of delta, percentage and value, and within_bounds_trigger.</summary>
    public static bool TryParse(
        IReadOnlyDictionary<string, string> settings, [NotNullWhen(true)] out NomadThreshold? strategy, [NotNullWhen(false)] out string? error)
    {
        var config = new NomadConfig(settings);
        if (!config.Has("lower_bound") && !config.Has("upper_bound"))
            config.Refuse("lower_bound or upper_bound is missing.");
        var lower = config.Number("lower_bound") ?? double.NegativeInfinity;
        var upper = config.Number("upper_bound") ?? double.PositiveInfinity;
        var trigger = config.Whole("within_bounds_trigger") ?? DefaultTrigger;
        var (step, amount) = StepOf(config);
        error = config.Error;
        strategy = error is null ? new NomadThreshold(lower, upper, step, amount, trigger) : null;
        return error is null;
    }

    private static (NomadStep Step, double Amount) StepOf(NomadConfig config)
    {
        var (delta, percentage, value) = (config.Whole("delta"), config.Number("percentage"), config.Whole("value"));
        var given = (config.Has("delta") ? 1 : 0) + (config.Has("percentage") ? 1 : 0) + (config.Has("value") ? 1 : 0);
        if (given != 1)
            config.Refuse("Exactly one of delta, percentage and value is needed.");
        if (value < 0)
            config.Refuse("value must not be negative.");
        return delta is { } by ? (NomadStep.Delta, by) : percentage is { } percent ? (NomadStep.Percentage, percent) : (NomadStep.Value, value ?? 0);
    }
}
