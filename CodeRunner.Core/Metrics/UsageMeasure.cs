namespace CodeRunner.Core.Metrics;

/// <summary>What is measured of instances. Their order is that of the stored form: add at the end.</summary>
public enum UsageMeasure
{
    /// <summary>Microseconds of processor time in a second: a million is one core.</summary>
    Cpu,

    /// <summary>Bytes, without the file cache that the kernel would give up at once.</summary>
    Memory,

    Pids,

    /// <summary>Bytes of the instance's own file system.</summary>
    Disk,

    /// <summary>Bytes a second from outside of the sandbox, requests through the ingress not among them.</summary>
    NetworkIn,

    NetworkOut,

    Instances,
}
