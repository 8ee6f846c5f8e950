namespace CodeRunner.Contracts.Nodes;

/// <summary>
/// A Worker of a node. <paramref name="LeaseSeconds"/>: how much longer its lease holds if it is not renewed; one that is not <paramref name="Alive"/> has lost it, and
/// what it had is being taken over.
/// </summary>
public sealed record WorkerResponse(
    Guid Id, int ProcessId, string Version, DateTimeOffset StartedAt, double LeaseSeconds, bool Alive, bool Draining, int Deployments)
{
    /// <summary>Its last word of itself; null before the first.</summary>
    public WorkerReport? Report { get; init; }
}
