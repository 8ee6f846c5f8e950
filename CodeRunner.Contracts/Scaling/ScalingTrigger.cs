namespace CodeRunner.Contracts.Scaling;

/// <summary>What a scaling policy looks at, of each instance: % of its limit for cpu and memory, requests/s for requests, requests under way for concurrency.</summary>
public enum ScalingTrigger
{
    Cpu,
    Memory,
    Requests,
    Concurrency,
}
