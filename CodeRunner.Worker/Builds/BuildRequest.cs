using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Builds;

/// <summary>What to build, and under which ownership of the deployment: its lines and its result count only under that.</summary>
public sealed record BuildRequest(Ownership Ownership, Guid ProjectId, Guid ReleaseId, int Number, SourceDescription Source, BuildSettings Settings)
{
    public Guid DeploymentId => Ownership.DeploymentId;

    /// <summary>The trace of whoever asked for the release.</summary>
    public string? TraceParent { get; init; }
}
