namespace CodeRunner.Worker.Sandboxes;

/// <summary>
/// How a sandbox ended. <see cref="Code"/> is the exit code (128 + signal when a signal ended it); null when nobody saw it end, such as after a
/// restart of the machine. <see cref="OverDisk"/>: the platform ended it because its files took more than they may.
/// </summary>
public sealed record SandboxExit(int? Code, bool OutOfMemory, DateTimeOffset At, bool OverDisk = false)
{
    /// <summary>In words for people, what took it away that is not the app's fault, such as its machine; null when nothing did, or nobody knows.</summary>
    public string? Lost { get; init; }

    /// <summary>Whether the app need not be to blame: something took it away, or nobody saw it end.</summary>
    public bool IsLost => Lost is not null || this is { Code: null, OutOfMemory: false, OverDisk: false };
}
