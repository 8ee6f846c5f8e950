using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Releases;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>One deployment as it is: what is stored, and what this Worker sees. The deciders read it; only <see cref="Reconciler"/> changes it.</summary>
public sealed class Snapshot(
    Deployment deployment, IEnumerable<Release> releases, IEnumerable<Instance> instances, DateTimeOffset now)
{
    public Deployment Deployment { get; } = deployment;

    /// <summary>Those that have not ended, and the newest; by number.</summary>
    public List<Release> Releases { get; } = [.. releases.OrderBy(release => release.Number)];

    public List<Instance> Instances { get; } = [.. instances.OrderBy(instance => instance.CreatedAt)];

    public DateTimeOffset Now { get; } = now;

    /// <summary>By sandbox id; one that is not here is missing.</summary>
    public Dictionary<Guid, SandboxObservation> Sandboxes { get; init; } = [];

    /// <summary>By release id, the builds of this Worker.</summary>
    public Dictionary<Guid, BuildObservation> Builds { get; init; } = [];

    /// <summary>Instances with requests in flight.</summary>
    public IReadOnlySet<Guid> Busy { get; init; } = new HashSet<Guid>();

    /// <summary>How the removal of the deployment's files on this node goes, once it was asked for by <see cref="Effect.RemoveFiles"/>.</summary>
    public FileRemoval? Removal { get; init; }

    public ReconcileRules Rules { get; init; } = new();

    public bool WantsToRun => Deployment.DesiredState == DesiredState.Running;

    /// <summary>The release that requests go to.</summary>
    public Release? Serving =>
        Releases.Find(release => release.Id == Deployment.ServingReleaseId && release.State == ReleaseState.Serving);

    /// <summary>The release that is on its way to serve.</summary>
    public Release? Coming => Releases.FindLast(release => release.State == ReleaseState.Starting);

    public SandboxObservation Sandbox(Instance instance) =>
        instance.SandboxId is { } id && Sandboxes.TryGetValue(id, out var seen) ? seen : SandboxObservation.Missing;

    public IEnumerable<Instance> Live(Release release) =>
        Instances.Where(instance => instance.ReleaseId == release.Id && instance.State != InstanceState.Stopping);

    /// <summary>Instances that a release shall have now. One that is to serve proves itself with at least one.</summary>
    public int Wanted(Release release) => (WantsToRun, release.State) switch
    {
        (true, ReleaseState.Starting) => Math.Max(1, Deployment.DesiredInstances),
        (true, ReleaseState.Serving) when release.Id == Deployment.ServingReleaseId => Deployment.DesiredInstances,
        _ => 0,
    };
}
