using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Decides what the swarm is asked for. Pure: a test asserts it. The app's command and environment are not in it: they are in the secret that it names.</summary>
internal static class ServiceParameters
{
    public const string InitPath = "/.coderunner/init";
    private const string Root = "0:0";
    private const uint RootOnly = 0x100;
    private const uint Everybody = 0x3FF;
    private const long NanoCpus = 1_000_000_000;
    private const int MostFiles = 1000;

    /// <summary>What the first process needs until it has become the app's user: to set rules of the network, to give the app its files, and to give all of this up.</summary>
    private static readonly string[] ForInit = ["CAP_NET_ADMIN", "CAP_CHOWN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"];

    public static ServiceSpec Make(ServicePlan plan, SandboxSpec spec) => new()
    {
        Name = plan.Name,
        Labels = SwarmNames.Labels(plan.Owner, spec, plan.Port),
        Mode = new ServiceMode { Replicated = new ReplicatedService { Replicas = 1 } },
        TaskTemplate = new TaskSpec
        {
            ContainerSpec = Container(plan),
            Resources = new ResourceRequirements
            {
                Limits = new SwarmLimit { NanoCPUs = (long)(spec.Limits.Cpus * NanoCpus), MemoryBytes = (long)spec.Limits.MemoryMb << 20, Pids = spec.Limits.Pids + ContainerParameters.InitTasks },
            },
            RestartPolicy = new SwarmRestartPolicy { Condition = "none", MaxAttempts = 0 },
            Placement = new Placement { Constraints = plan.Node is { } node ? [$"node.id=={node}"] : [] },
            LogDriver = Logs(plan),
        },
        EndpointSpec = new EndpointSpec { Mode = "dnsrr", Ports = plan.Port is { } port ? [new PortConfig { Protocol = "tcp", TargetPort = (uint)port, PublishMode = "host" }] : [] },
    };

    private static ContainerSpec Container(ServicePlan plan) => new()
    {
        Image = plan.Image,
        Command = [InitPath, TaskProgram.Argument],
        Env = [.. plan.Cleared.Select(name => $"{name}=")],
        User = Root,
        Dir = "/",
        Hostname = "app",
        ReadOnly = true,
        Init = false,
        Mounts = [.. plan.Mounts.Select(Bind), .. plan.HasCopy ? [new Mount { Type = "volume", Target = AppPaths.App }] : Array.Empty<Mount>(), .. plan.Volumes.Concat(["/tmp", "/run"]).Distinct().Select(path => Scratch(plan, path))],
        CapabilityDrop = ["ALL"],
        CapabilityAdd = ForInit,
        Ulimits =
        [
            Both("nofile", plan.OpenFiles), Both("core", ProcessBounds.CoreBytes), Both("memlock", ProcessBounds.LockedBytes), Both("sigpending", ProcessBounds.PendingSignals),
            Both("msgqueue", ProcessBounds.MessageQueueBytes),
        ],
        Healthcheck = new HealthcheckConfig { Test = ["NONE"] },
        StopSignal = "SIGTERM",
        StopGracePeriod = plan.StopGrace,
        DNSConfig = plan.NameServers.Count > 0 ? new DNSConfig { Nameservers = [.. plan.NameServers] } : null,
        Secrets =
        [
            new SecretReference
            {
                SecretID = plan.SecretId,
                SecretName = plan.Name,
                File = new SecretReferenceFileTarget { Name = Path.GetFileName(TaskProgram.Handover), UID = "0", GID = "0", Mode = RootOnly },
            },
        ],
    };

    /// <summary>Bounded by the engine, which keeps the newest; what it dropped is seen by the numbers.</summary>
    private static SwarmDriver Logs(ServicePlan plan) => new()
    {
        Name = "json-file",
        Options = new Dictionary<string, string> { ["max-size"] = $"{plan.SegmentBytes}", ["max-file"] = $"{Math.Clamp(plan.OutputBytes / plan.SegmentBytes, 2, MostFiles)}" },
    };

    private static Mount Bind(SandboxMount mount) =>
        new() { Type = "bind", Source = mount.Source, Target = mount.Target, ReadOnly = !mount.Writable, BindOptions = new BindOptions { Propagation = "rprivate" } };

    private static Mount Scratch(ServicePlan plan, string path) => new() { Type = "tmpfs", Target = path, TmpfsOptions = new TmpfsOptions { SizeBytes = (long)plan.TmpMb << 20, Mode = Everybody } };

    private static Ulimit Both(string name, long value) => new() { Name = name, Soft = value, Hard = value };
}
