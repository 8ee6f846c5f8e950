using CodeRunner.Contracts;
using CodeRunner.Core.Releases;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>A build in this Worker: running, or ended with an artifact or a failure.</summary>
public sealed record BuildObservation(Artifact? Artifact = null, Reason? Failure = null)
{
    public static BuildObservation Running { get; } = new();
}
