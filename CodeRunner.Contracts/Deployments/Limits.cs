namespace CodeRunner.Contracts.Deployments;

/// <summary>Per instance. <see cref="Cpus"/> in cores, may be a fraction.</summary>
public sealed record Limits(double Cpus, int MemoryMb, int Pids, int DiskMb)
{
    public static Limits Default { get; } = new(Cpus: 1, MemoryMb: 512, Pids: 256, DiskMb: 1024);
}
