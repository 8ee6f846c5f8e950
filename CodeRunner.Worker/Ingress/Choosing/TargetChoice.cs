namespace CodeRunner.Worker.Ingress.Choosing;

/// <summary>
/// Which target gets a request. One that failed and was left out long enough gets one request that may be repeated; otherwise the least loaded good one does, equals
/// taking turns. Where none is good, the one that failed longest ago is tried: no request is refused for what is only known of others.
/// </summary>
internal static class TargetChoice
{
    /// <summary>The index of the target, or -1 when all were tried.</summary>
    public static int Choose(ReadOnlySpan<TargetView> targets, uint turn, bool mayProbe)
    {
        if (mayProbe && Best(targets, turn, TargetHealth.Due) is >= 0 and var due)
            return due;
        if (Best(targets, turn, TargetHealth.Good) is >= 0 and var good)
            return good;
        if (Best(targets, turn, TargetHealth.Due) is >= 0 and var late)
            return late;
        return Soonest(targets);
    }

    private static int Best(ReadOnlySpan<TargetView> targets, uint turn, TargetHealth health)
    {
        var best = -1;
        for (var offset = 0u; offset < targets.Length; offset++)
        {
            var index = (int)((turn + offset) % (uint)targets.Length);
            if (targets[index].Health == health && (best < 0 || targets[index].InFlight < targets[best].InFlight))
                best = index;
        }
        return best;
    }

    private static int Soonest(ReadOnlySpan<TargetView> targets)
    {
        var best = -1;
        for (var index = 0; index < targets.Length; index++)
        {
            if (targets[index].Health == TargetHealth.Out && (best < 0 || targets[index].OutUntil < targets[best].OutUntil))
                best = index;
        }
        return best;
    }
}
