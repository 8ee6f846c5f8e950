using System.Net;
using System.Text.Json;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Pure: what the first process of a task is told.</summary>
internal static class TaskPrograms
{
    /// <summary>As much as the engine takes for a secret.</summary>
    private const int MostBytes = 500 * 1024;

    public static TaskProgram Make(SandboxSpec spec, SandboxOptions options, DockerOCIImageConfig? image, uint uid, int? port, IReadOnlyList<IPAddress> nameServers, IReadOnlyList<IPAddress> machines)
    {
        var policy = spec.Network.ToInternet ? NetworkRules.Decide(spec.Network, nameServers, machines, options.BlockedNetworks) : null;
        return new TaskProgram(ContainerProgram.Make(spec, image, port))
        {
            Uid = uid,
            Copy = spec.Image is null && spec.Purpose == SandboxPurpose.Instance
                ? new MeasuredDirectory("app", (long)spec.Limits.DiskMb << 20, (int)DiskSize.For(spec.Limits.DiskMb, options.InodesPerMb).Inodes)
                : null,
            Prohibited = policy?.Prohibited,
            Allowed = policy?.Allowed ?? [],
            Secrets = spec.Secrets,
        };
    }

    public static byte[] Write(TaskProgram program)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(program, ProtocolJson.Default.TaskProgram);
        return bytes.Length <= MostBytes ? bytes : throw new SandboxException("environment_too_large", $"The app's command, variables and secrets take {bytes.Length >> 10} KiB; a swarm takes {MostBytes >> 10} KiB.");
    }
}
