namespace CodeRunner.Worker.Sandboxes;

/// <summary>
/// Processor time (microseconds) and traffic with what is outside of the sandbox (bytes) since its start; memory and disk (bytes) and processes now. What the machine cannot
/// tell is null.
/// </summary>
public readonly record struct SandboxReading(long? CpuMicroseconds, long? MemoryBytes, int? Pids, long? DiskBytes, long? ReceivedBytes, long? SentBytes);
