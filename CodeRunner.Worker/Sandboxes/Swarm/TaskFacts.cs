using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Pure: what a task's status says.</summary>
internal static class TaskFacts
{
    private const int Killed = 137;

    public static bool IsRunning(TaskResponse task) => task.Status?.State == TaskState.Running;

    /// <summary>Nothing of it runs, and nothing will.</summary>
    public static bool HasEnded(TaskResponse task) => task.Status?.State is TaskState.Complete or TaskState.Shutdown or TaskState.Failed or TaskState.Rejected or TaskState.Remove or TaskState.Orphaned;

    /// <summary>Null when no program of it has run, or nobody saw it end.</summary>
    public static int? ExitCode(TaskResponse task) =>
        task.Status is { State: not TaskState.Orphaned, ContainerStatus: { ContainerID.Length: > 0, ExitCode: >= 0 and var code } } ? (int)code : null;

    public static DateTimeOffset ChangedAt(TaskResponse task) => new(DateTime.SpecifyKind(task.Status?.Timestamp ?? default, DateTimeKind.Utc));

    /// <summary>Whether only the last words of the first process tell how it ended.</summary>
    public static bool HasReason(TaskResponse task) => ExitCode(task) == Killed;

    /// <summary>The engine's own words for why it does not run; null when it has none.</summary>
    public static string? Words(TaskResponse task) => task.Status?.Err is { Length: > 0 } words ? words : null;

    /// <summary>The port of its machine that leads to the app's.</summary>
    public static int? PublishedPort(TaskResponse task, int port) =>
        (int?)task.Status?.PortStatus?.Ports?.FirstOrDefault(p => p.TargetPort == port)?.PublishedPort;
}
