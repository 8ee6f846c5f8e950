namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Pure: what is enforced, and in words what is not.</summary>
internal static class SwarmCapabilities
{
    public static SandboxCapabilities Of(SwarmFacts swarm, SwarmOptions options, string shim, bool isStatic)
    {
        var engine = swarm.Manager;
        List<(bool Lacks, string Words)> all =
        [
            (!isStatic, $"{shim} is not a static program (was a C compiler there when the Worker was built?): no task can start."),
            (!swarm.IsManager, $"The engine at {options.Endpoint} is not a manager of a swarm: no task can start."),
            (swarm.IsManager && !swarm.HasServiceLimits, "The engine is older than 20.10: it can't limit the processes of a service or take its rights, and no task can start."),
            (swarm.NotReady.Count > 0, $"Machines that the swarm does not reach: {string.Join(", ", swarm.NotReady)}."),
            (swarm.Unasked.Count > 0, $"Of tasks on {string.Join(", ", swarm.Unasked)} nobody tells what they use, and they end with the grace of {options.StopGrace.TotalSeconds:0} s whatever is asked for: {SwarmOptions.Section}:{nameof(SwarmOptions.Nodes)} does not say where their daemons are."),
            (engine.RemapsUsers, "The engine maps users (userns-remap): the uids of tasks are not in its map, and no task can start."),
            (!engine.Memory, "The memory limit is not enforced: the container engine says that this machine can't."),
            (true, "Swap is not bounded: a swarm's services have no limit of it."),
            (!engine.Cpu, "The CPU limit is not enforced: the container engine says that this machine can't."),
            (!engine.Pids, "The number of processes limit is not enforced: the container engine says that this machine can't."),
            (true, "The disk limit is not enforced by the kernel: an app's files are measured every few seconds, and one that has more is ended."),
            (true, "The number of files in /tmp and /dev/shm is bounded only by what they take of the memory, and programs in /tmp are not run."),
            (true, "An app is reached at the addresses of its network only: one that listens on 127.0.0.1 is not."),
            (true, "The ports of apps are open to whoever reaches the machines of the swarm: their firewall has to let nobody but the Workers to them."),
            (true, "Which ports an app listens on, other than the one it was told, is not seen from here."),
            (true, "Builds run on the machine of the Worker's manager only, where its files are."),
        ];
        var can = isStatic && swarm.IsManager && swarm.HasServiceLimits && !engine.RemapsUsers;
        return new SandboxCapabilities(SwarmProvider.ProviderName, engine.Memory, engine.Cpu, engine.Pids, DiskLimit: false, OwnHostUid: can, [.. all.Where(a => a.Lacks).Select(a => a.Words)]) { Internet = can };
    }

    public static SandboxCapabilities Away(SwarmOptions options, string why) => new(
        SwarmProvider.ProviderName, MemoryLimit: false, CpuLimit: false, PidsLimit: false, DiskLimit: false, OwnHostUid: false,
        [$"The swarm's manager at {options.Endpoint} does not answer ({why}): no task can start."]);
}
