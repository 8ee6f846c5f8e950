namespace CodeRunner.Core.Limiting;

public enum LimitedResource
{
    Instances,
    Cpus,
    MemoryMb,
}
