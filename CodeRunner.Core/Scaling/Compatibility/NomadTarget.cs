using System.Diagnostics.CodeAnalysis;

namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>
/// Nomad's target-value strategy: as many times more as the metric is above its target. <paramref name="Threshold"/>: how far the quotient must be from 1.
/// <paramref name="MaxScaleUp"/> and <paramref name="MaxScaleDown"/>: the most of one step.
/// </summary>
public sealed record NomadTarget(double Target, double Threshold = NomadTarget.DefaultThreshold, long? MaxScaleUp = null, long? MaxScaleDown = null)
{
    public const double DefaultThreshold = 0.01;

    /// <summary><paramref name="metrics"/>: from the oldest to the latest, which is the one that counts. Null where there is no metric.</summary>
    public NomadAction? Decide(long count, ReadOnlySpan<double> metrics)
    {
        if (metrics.IsEmpty)
            return null;
        // A target of 0 is a queue that should be empty: each item wants one more.
        var factor = Target == 0 ? metrics[^1] : metrics[^1] / Target;
        var direction = Direction(count, factor, Threshold);
        if (direction is NomadDirection.None)
            return NomadAction.None;

        var wanted = (long)Math.Ceiling(count == 0 ? factor : count * factor);
        if (MaxScaleDown is { } down)
            wanted = Math.Max(wanted, count - down);
        if (MaxScaleUp is { } up)
            wanted = Math.Min(wanted, count + up);
        return wanted == count ? NomadAction.None : NomadAction.To(direction, wanted);
    }

    /// <summary><paramref name="factor"/>: the metric by its target.</summary>
    public static NomadDirection Direction(long count, double factor, double threshold) => count switch
    {
        0 => factor > 0 ? NomadDirection.Up : NomadDirection.None,
        _ when factor < 1 - threshold => NomadDirection.Down,
        _ when factor > 1 + threshold => NomadDirection.Up,
        _ => NomadDirection.None,
    };

    /// <summary><paramref name="settings"/>: by Nomad's keys: target, threshold, max_scale_up, max_scale_down.</summary>
    public static bool TryParse(
        IReadOnlyDictionary<string, string> settings, [NotNullWhen(true)] out NomadTarget? strategy, [NotNullWhen(false)] out string? error)
    {
        var config = new NomadConfig(settings);
        if (!config.Has("target"))
            config.Refuse("target is missing.");
        var read = new NomadTarget(
            config.Number("target") ?? 0, config.Number("threshold") ?? DefaultThreshold, config.Whole("max_scale_up"), config.Whole("max_scale_down"));
        error = config.Error;
        strategy = error is null ? read : null;
        return error is null;
    }
}
