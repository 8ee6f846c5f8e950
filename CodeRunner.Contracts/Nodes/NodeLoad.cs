namespace CodeRunner.Contracts.Nodes;

/// <summary>
/// How busy a machine is. <paramref name="CpuShare"/>: of all its CPUs, 0 to 1, since the look before; <paramref name="Load"/>: what runs or waits to, averaged over a
/// minute; memory and the disk of the data directory in MiB.
/// </summary>
public sealed record NodeLoad(int Cpus, double CpuShare, double Load, long MemoryMb, long MemoryFreeMb, long DiskMb, long DiskFreeMb);
