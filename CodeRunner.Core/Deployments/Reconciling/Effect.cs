using CodeRunner.Core.Releases;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>What is to be done outside the database once the changes are committed. Each may be repeated.</summary>
public abstract record Effect
{
    public sealed record StartBuild(Release Release) : Effect;

    public sealed record EndBuild(Guid ReleaseId) : Effect;

    public sealed record StartSandbox(Instance Instance, Guid SandboxId, Release Release) : Effect;

    /// <summary>SIGTERM, the grace, SIGKILL.</summary>
    public sealed record EndSandbox(Guid SandboxId) : Effect;

    /// <summary>No instance names it any more: it ends if it runs, its last output is stored, and it is deleted.</summary>
    public sealed record RetireSandbox(Guid SandboxId) : Effect;

    /// <summary>A release began to serve or ended: some artifact may not be needed any more.</summary>
    public sealed record TidyArtifacts : Effect;

    public sealed record RemoveFiles : Effect;

    /// <summary>A line in the deployment's log.</summary>
    public sealed record Say(string Text, Guid? ReleaseId, Guid? InstanceId) : Effect;
}
