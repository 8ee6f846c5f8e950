namespace CodeRunner.Contracts.Deployments;

/// <summary><see cref="Release"/> is the release's number; <see cref="Restarts"/> counts those after a crash.</summary>
public sealed record InstanceResponse(
    Guid Id, InstanceState State, Reason? Reason, string NodeId, DateTimeOffset? StartedAt, int Restarts, int Release);
