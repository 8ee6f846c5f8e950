namespace CodeRunner.Contracts.Nodes;

/// <summary>
/// What waits on the whole platform. <paramref name="LinesWaiting"/>: log lines that Workers have and that are not stored yet; <paramref name="Deleting"/>: deployments
/// that are being deleted; <paramref name="Unowned"/>: deployments that no living Worker acts for. Counts end at 1,000.
/// </summary>
public sealed record QueuesResponse(int BuildsWaiting, int BuildsRunning, int ReleasesStarting, int LinesWaiting, int Deleting, int Unowned);
