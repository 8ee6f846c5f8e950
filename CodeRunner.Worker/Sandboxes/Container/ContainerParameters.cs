using System.Globalization;
using CodeRunner.Shim.Protocol;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>Decides what the engine is asked for. Pure: a test asserts it. The command and the environment are not in it: the engine never knows them.</summary>
internal static class ContainerParameters
{
    public const string InitTarget = "/.coderunner-init";

    /// <summary>The first process and the threads of its runtime, which the app's limit does not pay for.</summary>
    public const int InitTasks = 8;
    private const long NanoCpus = 1_000_000_000;

    public static CreateContainerParameters Make(ContainerPlan plan, SandboxSpec spec) => new()
    {
        Name = plan.Name,
        Image = plan.Image,
        Entrypoint = [InitTarget, InitGreeting.Argument],
        Cmd = [],
        Env = [],
        User = string.Create(CultureInfo.InvariantCulture, $"{plan.Uid}:{plan.Uid}"),
        WorkingDir = "/",
        Hostname = "app",
        Labels = ContainerNames.Labels(plan.Node, spec),
        AttachStdin = true,
        AttachStdout = true,
        AttachStderr = true,
        OpenStdin = true,
        StdinOnce = true,
        Healthcheck = new HealthcheckConfig { Test = ["NONE"] },
        HostConfig = Host(plan, spec.Limits),
    };

    private static HostConfig Host(ContainerPlan plan, SandboxLimits limits) => new()
    {
        Mounts =
        [
            .. plan.Mounts.Append(new SandboxMount(plan.InitProgram, InitTarget, Writable: false))
                .Select(m => new Mount { Type = "bind", Source = m.Source, Target = m.Target, ReadOnly = !m.Writable, BindOptions = new BindOptions { Propagation = "rprivate" } }),
        ],
        ReadonlyRootfs = true,
        Tmpfs = plan.Volumes.Concat(["/tmp", "/run"]).Distinct().ToDictionary(path => path, _ => Scratch(plan, "1777")),
        CapDrop = ["ALL"],
        SecurityOpt = ["no-new-privileges"],

        // Its own and nothing in it: what it reaches is set from outside, before the app runs.
        NetworkMode = "none",
        IpcMode = "private",
        CgroupnsMode = "private",
        UsernsMode = plan.UserNamespace ?? "",
        Runtime = plan.Runtime,
        Memory = (long)limits.MemoryMb << 20,
        MemorySwap = (long)limits.MemoryMb << 20,
        NanoCPUs = (long)(limits.Cpus * NanoCpus),
        CPUShares = Math.Max(2, (long)(limits.Cpus * 1024)),
        PidsLimit = limits.Pids + InitTasks,
        ShmSize = (long)plan.TmpMb << 20,
        Ulimits = [.. Ulimits(plan, limits)],
        LogConfig = new LogConfig { Type = "none" },
        RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No },
    };

    private static IEnumerable<Ulimit> Ulimits(ContainerPlan plan, SandboxLimits limits)
    {
        yield return Both("nofile", plan.OpenFiles);
        yield return Both("core", ProcessBounds.CoreBytes);
        yield return Both("memlock", ProcessBounds.LockedBytes);
        yield return Both("sigpending", ProcessBounds.PendingSignals);
        yield return Both("msgqueue", ProcessBounds.MessageQueueBytes);

        // Counted by uid: a bound only where no other process has this one.
        if (plan.OwnUid) yield return Both("nproc", limits.Pids + InitTasks);
    }

    private static Ulimit Both(string name, long value) => new() { Name = name, Soft = value, Hard = value };

    private static string Scratch(ContainerPlan plan, string mode) => string.Create(CultureInfo.InvariantCulture, $"rw,exec,nosuid,nodev,size={plan.TmpMb}m,mode={mode}");
}
