using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Scaling;
using CodeRunner.Worker.Ingress.Choosing;
using CodeRunner.Worker.Ingress.Forwarding;

namespace CodeRunner.Worker.Ingress;

/// <summary>Where requests of one deployment go; without targets, why there are none. What changes with each request is in <see cref="Load"/>, which outlives this.</summary>
internal sealed class Route(RouteEntry entry, Target[] targets, RouteLoad load)
{
    private const long BytesOfMb = 1024 * 1024;

    public RouteEntry Entry => entry;

    public DeploymentState State => entry.State;

    public string? ReasonCode => entry.ReasonCode;

    public IReadOnlyList<Target> Targets => targets;

    public RouteLoad Load => load;

    public long MaxBodyBytes { get; } = entry.Limits.MaxBodyMb * BytesOfMb;

    public int MaxConcurrent => entry.Limits.MaxConcurrent;

    /// <summary>It has no instance, and there will be one soon, or as soon as somebody asks for it.</summary>
    public bool IsWorthWaiting => targets.Length == 0 && (IsAsleep || (entry.Serves && entry.State == DeploymentState.Starting));

    /// <summary>Whether a request wakes it: for a while after limits kept one from it, none does.</summary>
    public bool IsAsleep => entry.State == DeploymentState.Sleeping && entry.ReasonCode != WakeUp.LimitReached;

    /// <summary>The target for a request; <paramref name="not"/> has been tried. A request that may be sent twice may also try one that failed before.</summary>
    public Target? Pick(Target? not, bool mayProbe)
    {
        if (targets.Length <= 1)
            return targets is [var only] && only != not ? only : null;
        Span<TargetView> views = stackalloc TargetView[targets.Length];
        var now = Environment.TickCount64;
        for (var index = 0; index < views.Length; index++)
            views[index] = targets[index].View(now, isTried: targets[index] == not);
        var chosen = TargetChoice.Choose(views, load.NextTurn(), mayProbe);
        if (chosen < 0)
            return null;
        if (views[chosen].Health == TargetHealth.Due)
            targets[chosen].BeginProbe(now);
        return targets[chosen];
    }

    /// <summary>Targets besides <paramref name="not"/> that nothing is held against.</summary>
    public int CountGood(Target not)
    {
        var now = Environment.TickCount64;
        return targets.Count(target => target != not && target.View(now, isTried: false).Health == TargetHealth.Good);
    }
}
