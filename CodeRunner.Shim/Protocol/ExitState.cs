namespace CodeRunner.Shim.Protocol;

/// <summary>How the sandbox ended; <see cref="Code"/> is null when nobody saw it.</summary>
internal sealed record ExitState(int? Code, bool OutOfMemory, DateTimeOffset At);
