namespace CodeRunner.Contracts.Limiting;

/// <summary>What is reserved: of each deployment that shall run, its desired instances, each with the limits of its release.</summary>
public sealed record ReservedResources(int Instances, decimal Cpus, long MemoryMb);
