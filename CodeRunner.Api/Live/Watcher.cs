using CodeRunner.Api.Access;
using CodeRunner.Core.Projects;

namespace CodeRunner.Api.Live;

/// <summary>
/// Somebody who watches something of a project. <paramref name="judge"/> is told every few seconds what the caller may do there: null when nothing any more, or when
/// the deployment is gone.
/// </summary>
internal sealed class Watcher(Caller caller, Guid projectId, Guid? deploymentId, Action<Reach?> judge) : IDisposable
{
    private readonly Lock gate = new();
    private Watchers? among;

    public Caller Caller { get; } = caller;

    public Guid ProjectId { get; } = projectId;

    public Guid? DeploymentId { get; } = deploymentId;

    public Watcher In(Watchers watchers)
    {
        among = watchers;
        return this;
    }

    /// <summary>Never calls after <see cref="Dispose"/> has returned.</summary>
    public void Judge(Reach? reach)
    {
        lock (gate)
        {
            if (among is not null)
                judge(reach);
        }
    }

    public void Dispose()
    {
        among?.Remove(this);
        lock (gate)
            among = null;
    }
}
