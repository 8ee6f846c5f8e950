namespace CodeRunner.Worker.Sandboxes;

/// <summary>CPU time since the start, and memory (bytes) and processes now.</summary>
public sealed record SandboxUsage(TimeSpan CpuTime, long MemoryBytes, int Pids);
