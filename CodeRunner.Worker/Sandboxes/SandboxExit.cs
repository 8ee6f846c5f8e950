namespace CodeRunner.Worker.Sandboxes;

/// <summary>
/// How a sandbox ended. <see cref="Code"/> is the exit code (128 + signal when a signal ended it); null when nobody saw it end, such as after a
/// restart of the machine. <see cref="OverDisk"/>: the platform ended it because its files took more than they may.
/// </summary>
public sealed record SandboxExit(int? Code, bool OutOfMemory, DateTimeOffset At, bool OverDisk = false);
