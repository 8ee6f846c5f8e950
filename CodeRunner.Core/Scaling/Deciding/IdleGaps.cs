using CodeRunner.Core.Metrics;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>What stored metrics say of the times without requests. Pure.</summary>
public static class IdleGaps
{
    /// <summary>In seconds, from one time with requests to the next; as exact as the points are apart. Of two that are neighbours nothing is said.</summary>
    public static IEnumerable<int> Of(MetricBlock history)
    {
        int? last = null;
        for (var index = 0; index < history.Points.Length; index++)
        {
            if (!IsBusy(history.Points[index]))
                continue;
            if (last is { } before && index - before > 1)
                yield return (index - before) * history.Step;
            last = index;
        }
    }

    /// <summary>The newest time with a request, in Unix seconds.</summary>
    public static long? LastOf(MetricBlock history)
    {
        for (var index = history.Points.Length - 1; index >= 0; index--)
        {
            if (IsBusy(history.Points[index]))
                return history.TimeOf(index);
        }
        return null;
    }

    private static bool IsBusy(MetricPoint? point) => point is { Traffic: { Requests: > 0 } or { InFlight: > 0 } };
}
