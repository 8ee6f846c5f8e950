namespace CodeRunner.Contracts.Nodes;

/// <summary>The platform as its Api sees it. <paramref name="Needs"/>: what the Api needs, with how long each took to answer.</summary>
public sealed record SystemResponse(DateTimeOffset At, VersionsResponse Versions, IReadOnlyList<ComponentHealth> Needs, QueuesResponse Queues);
