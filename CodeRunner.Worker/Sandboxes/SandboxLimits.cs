namespace CodeRunner.Worker.Sandboxes;

/// <summary>Upper bounds of a sandbox. <see cref="Cpus"/> may be a fraction of a core.</summary>
public sealed record SandboxLimits(double Cpus, int MemoryMb, int Pids, int DiskMb);
