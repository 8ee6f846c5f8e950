using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>The steps of one start. What it has made when a step fails is for its caller to remove.</summary>
internal sealed class ContainerStart(ContainerNode node, SandboxOptions sandboxes, ContainerOptions options, SandboxSpec spec, DateTimeOffset now)
{
    public async Task RunAsync(SandboxDirectory directory, CancellationToken cancellationToken)
    {
        if (!node.HasInit) throw new SandboxException("init_missing", $"{node.InitProgram} is not a static program: containers can't be started with it.");
        var facts = await node.AskEngineAsync(cancellationToken);

        var network = node.Network.Instruct(spec.Network);
        int? port = spec.Listens ? sandboxes.AppPort : null;
        uint? uid = ContainerNode.IsRoot ? node.Uids.ChooseFor(spec) : null;
        directory.WriteRecord(new SandboxRecord(spec.Id, spec.Labels, spec.Purpose, now, port, uid, SandboxGroups.None, ProcessIdentity.Of(Environment.ProcessId)!, spec.Network.ToInternet));
        var image = await node.EnsureImageAsync(spec, cancellationToken);
        var app = ContainerProgram.Make(spec, image.Config, port);
        var mounts = await Task.Run(() => ContainerFiles.Prepare(spec, directory, uid), cancellationToken);
        var plan = MakePlan(facts, image, uid, [.. mounts, .. node.Network.NameMounts(directory, spec.Network)]);
        await CreateAsync(ContainerParameters.Make(plan, spec));
        cancellationToken.ThrowIfCancellationRequested();
        await ShimLauncher.LaunchAsync(sandboxes.ShimPath, MakeInstruction(directory, plan.Name, app, network), sandboxes.StartTimeout, cancellationToken);
    }

    /// <summary>Not cancelled with the start: the engine would go on, and make a container after its removal was asked for.</summary>
    private async Task CreateAsync(CreateContainerParameters parameters)
    {
        using var limit = new CancellationTokenSource(sandboxes.StartTimeout);
        await node.Engine.Containers.CreateContainerAsync(parameters, limit.Token);
    }

    private ContainerPlan MakePlan(EngineFacts facts, ImageInspectResponse image, uint? uid, IReadOnlyList<SandboxMount> mounts) => new()
    {
        Name = node.NameOf(spec.Id),
        Node = node.Directory.Name,
        Image = image.ID,
        Volumes = ImageVolumes.Of(image.Config?.Volumes?.Keys ?? [], mounts),
        Uid = uid ?? node.OwnUid,
        OwnUid = uid is not null,
        InitProgram = node.InitProgram,
        Mounts = mounts,
        UserNamespace = facts.Rootless ? "keep-id" : facts.RemapsUsers ? "host" : null,
        Runtime = options.Runtime,
        TmpMb = sandboxes.TmpMb,
        OpenFiles = sandboxes.OpenFiles,
    };

    private LaunchInstruction MakeInstruction(SandboxDirectory directory, string container, AppProgram app, NetworkInstruction? network) => new()
    {
        StateDirectory = directory.Path,
        Program = [],
        SandboxArguments = [],
        Container = new ContainerInstruction(options.Socket, container, app),
        Network = network,
        OpenFiles = sandboxes.OpenFiles,
        Measured = spec.Image is null && spec.Purpose == SandboxPurpose.Instance ? MeasuredFiles.Of(directory, spec.Limits, sandboxes) : null,
        Secrets = spec.Secrets,
        SegmentBytes = sandboxes.SegmentBytes,
        OutputBytes = sandboxes.OutputBytes,
    };
}
