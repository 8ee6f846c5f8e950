namespace CodeRunner.Shim.Launch.Containers;

/// <summary>What a container sees of its own control group, in either version's words.</summary>
internal static class MemoryKills
{
    private static readonly string[] Files = ["/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"];

    /// <summary>Whether the kernel has killed something in it for want of memory.</summary>
    public static bool Any() => Files.Any(file => new ControlGroups([], file).SawOutOfMemory());
}
