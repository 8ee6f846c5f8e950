namespace CodeRunner.Contracts.Optimization;

public enum RecommendationKind
{
    /// <summary>Cores an instance may use.</summary>
    Cpu,

    /// <summary>Bytes of memory an instance may use.</summary>
    Memory,

    /// <summary>How many instances run.</summary>
    Instances,
}
