using System.Globalization;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>
/// Tells runtimes that size themselves by the machine what they really have: a sandbox sees no control groups, in which they would look. They collect garbage
/// then, where else the kernel would end them. What the app's own configuration says wins.
/// </summary>
internal static class RuntimeSizes
{
    /// <summary>Of the memory limit, for a heap: as .NET takes in a container. The rest is for code, stacks and buffers.</summary>
    private const double HeapShare = 0.75;

    public static IEnumerable<(string Variable, string Value)> Of(SandboxLimits limits)
    {
        var heapMb = Math.Max(1, (long)(limits.MemoryMb * HeapShare));
        yield return ("DOTNET_GCHeapHardLimit", (heapMb << 20).ToString("X", CultureInfo.InvariantCulture));
        yield return ("DOTNET_PROCESSOR_COUNT", Math.Max(1, (int)Math.Ceiling(limits.Cpus)).ToString(CultureInfo.InvariantCulture));
        yield return ("NODE_OPTIONS", $"--max-old-space-size={heapMb.ToString(CultureInfo.InvariantCulture)}");
    }
}
