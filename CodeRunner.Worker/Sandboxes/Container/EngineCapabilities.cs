namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>Pure: what is enforced, and in words what is not.</summary>
internal static class EngineCapabilities
{
    private const string Memory = "The memory limit is not enforced: the container engine says that this machine can't.";
    private const string Cpu = "The CPU limit is not enforced: the container engine says that this machine can't.";
    private const string Pids = "The number of processes limit is not enforced: the container engine says that this machine can't.";

    public static SandboxCapabilities Of(EngineFacts engine, ContainerOptions options, string shim, bool isRoot, bool isStatic)
    {
        List<(bool Lacks, string Words)> all =
        [
            (!isStatic, $"{shim} is not a static program (was a C compiler there when the Worker was built?): no container can start."),
            (options.Runtime.Length > 0 && !engine.Runtimes.Contains(options.Runtime), $"The container engine does not know the runtime '{options.Runtime}' of {ContainerOptions.Section}:{nameof(ContainerOptions.Runtime)}: no container can start."),
            (!engine.Memory, Memory),
            (engine.Memory && !engine.Swap, "Swap is not bounded: the container engine says that this machine can't."),
            (!engine.Cpu, Cpu),
            (!engine.Pids, Pids),
            (true, "The disk limit is not enforced by the kernel: an app's files are measured every few seconds, and one that has more is ended."),
            (true, "The number of files in /tmp and /dev/shm is bounded only by what they take of the memory."),
            (!engine.TellsOutOfMemory, "Whether an app was ended for want of memory is not told: podman does not see it with control groups of version 1."),
            (!isRoot, "The Worker does not run as root: all containers have its uid, told apart by namespaces only."),
            (!isRoot, "The Worker does not run as root: it can't enter a container's network, so that no app in one is reached and none reaches the internet."),
            (options.Runtime.Length > 0, $"With the runtime '{options.Runtime}' the ports of apps are reached only if it uses the network of its container's namespace (for gVisor: --network=host in its runtimeArgs)."),
            (engine.RemapsUsers, "The container engine maps users (userns-remap): the mapping is turned off for sandboxes, whose uids are unprivileged already."),
        ];
        return new SandboxCapabilities(ContainerProvider.ProviderName, engine.Memory, engine.Cpu, engine.Pids, DiskLimit: false, isRoot, [.. all.Where(a => a.Lacks).Select(a => a.Words)]);
    }
}
