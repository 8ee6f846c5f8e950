namespace CodeRunner.Worker.Sandboxes;

/// <summary>CPU time since the start, and memory (bytes) and processes now.</summary>
public sealed record SandboxUsage(TimeSpan CpuTime, long MemoryBytes, int Pids)
{
    /// <summary>The process that carries the app's packets is in the same groups, and not the app's.</summary>
    internal SandboxUsage WithoutStack() => this with { Pids = Math.Max(0, Pids - 1) };
}
