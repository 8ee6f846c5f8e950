namespace CodeRunner.Contracts.Nodes;

/// <summary>
/// What a Worker says of itself every few seconds. <paramref name="Ready"/>: it takes work; <paramref name="OldestSince"/>: since when it has had the deployment that it
/// has had longest; <paramref name="LinesWaiting"/>: log lines that are not stored yet.
/// </summary>
public sealed record WorkerReport(
    DateTimeOffset At,
    bool Ready,
    IReadOnlyList<ComponentHealth> Needs,
    DateTimeOffset? OldestSince,
    int Sandboxes,
    int BuildsWaiting,
    int BuildsRunning,
    int LinesWaiting);
