using CodeRunner.Core.Projects;

namespace CodeRunner.Api.Live;

/// <summary>
/// Somebody who watches something of a project. <paramref name="judge"/> is told every few seconds what member the user is: null when none any more, or when the
/// deployment is gone.
/// </summary>
internal sealed class Watcher(Guid userId, Guid projectId, Guid? deploymentId, Action<Member?> judge) : IDisposable
{
    private readonly Lock gate = new();
    private Watchers? among;

    public Guid UserId { get; } = userId;

    public Guid ProjectId { get; } = projectId;

    public Guid? DeploymentId { get; } = deploymentId;

    public Watcher In(Watchers watchers)
    {
        among = watchers;
        return this;
    }

    /// <summary>Never calls after <see cref="Dispose"/> has returned.</summary>
    public void Judge(Member? member)
    {
        lock (gate)
        {
            if (among is not null)
                judge(member);
        }
    }

    public void Dispose()
    {
        among?.Remove(this);
        lock (gate)
            among = null;
    }
}
