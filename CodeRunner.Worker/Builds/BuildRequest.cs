using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Deployments;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Builds;

/// <summary>What to build, and under which ownership of the deployment: its lines and its result count only under that.</summary>
public sealed record BuildRequest(Ownership Ownership, Guid ProjectId, Guid ReleaseId, int Number, SourceDescription Source, BuildSettings Settings)
{
    /// <summary>What of the configuration its release runs with: builds get nothing of it, and its secrets are masked in their output all the same.</summary>
    public ConfigPins Pins { get; init; } = new(null, null, null);

    /// <summary>Values that are masked in what its steps print.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public Guid DeploymentId => Ownership.DeploymentId;

    /// <summary>The trace of whoever asked for the release.</summary>
    public string? TraceParent { get; init; }
}
