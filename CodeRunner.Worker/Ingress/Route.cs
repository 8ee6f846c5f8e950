using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Worker.Ingress;

/// <summary>Where requests of one slug go; without targets, why there are none.</summary>
internal sealed record Route(Guid DeploymentId, string Slug, DeploymentState State, string? ReasonCode, IReadOnlyList<Target> Targets)
{
    private int turn;

    /// <summary>The least loaded target besides <paramref name="not"/>; equals take turns.</summary>
    public Target? Pick(Target? not)
    {
        var first = (uint)Interlocked.Increment(ref turn);
        Target? best = null;
        for (var offset = 0u; offset < Targets.Count; offset++)
        {
            var target = Targets[(int)((first + offset) % (uint)Targets.Count)];
            if (target != not && (best is null || target.InFlight < best.InFlight))
                best = target;
        }
        return best;
    }
}
