namespace CodeRunner.Shim.Protocol;

/// <summary>How the sandbox ended; <see cref="Code"/> is null when nobody saw it. <see cref="OverDisk"/>: it was ended because its files took more than they may.</summary>
internal sealed record ExitState(int? Code, bool OutOfMemory, DateTimeOffset At, bool OverDisk = false);
