using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Core.Nodes;

/// <summary>
/// One Worker of a node for as long as it may act. It renews <see cref="LeaseUntil"/>, which is a time of the database's clock; one that missed it never comes back
/// under the same id. Rows are written in SQL only.
/// </summary>
public sealed class NodeWorker
{
    private NodeWorker()
    {
    }

    public Guid Id { get; private set; }

    public string NodeId { get; private set; } = "";

    public DateTimeOffset StartedAt { get; private set; }

    public DateTimeOffset LeaseUntil { get; private set; }

    /// <summary>It was told to end: it takes nothing over any more and gives away what it has.</summary>
    public bool Draining { get; private set; }

    public int ProcessId { get; private set; }

    public string Version { get; private set; } = "";

    /// <summary>What it last said of itself.</summary>
    public WorkerReport? Report { get; private set; }
}
