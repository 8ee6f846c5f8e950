namespace CodeRunner.Contracts.Optimization;

public enum BottleneckResource
{
    /// <summary>The app wanted to run and was not let, because of its limit.</summary>
    Cpu,

    /// <summary>The app waited for memory to be freed.</summary>
    Memory,

    /// <summary>Requests waited for an instance.</summary>
    Queue,

    /// <summary>The app waited for what it asks itself: a database, another service.</summary>
    Downstream,
}
