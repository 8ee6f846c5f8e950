namespace CodeRunner.Shim.Protocol;

/// <summary>What one process of any sandbox may take of things that no control group counts.</summary>
internal static class ProcessBounds
{
    /// <summary>One byte, not none: that also keeps the kernel from piping a core to a program of the host's.</summary>
    public const int CoreBytes = 1;

    public const int LockedBytes = 8 << 20;
    public const int PendingSignals = 4096;
    public const int MessageQueueBytes = 800 << 10;
}
