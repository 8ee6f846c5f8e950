using CodeRunner.Contracts;
using CodeRunner.Core.Releases;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>A build in this Worker: waiting for its turn, running, or ended with an artifact or a failure.</summary>
public sealed record BuildObservation(Artifact? Artifact = null, Reason? Failure = null, Reason? Waiting = null)
{
    public static BuildObservation Running { get; } = new();
}
