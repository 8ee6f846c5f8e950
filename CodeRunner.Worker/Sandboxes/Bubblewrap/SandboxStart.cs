using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.View;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>The steps of one start. What it has made when a step fails is for its caller to remove.</summary>
internal sealed class SandboxStart(BubblewrapNode node, SandboxOptions options, SandboxSpec spec, DateTimeOffset now)
{
    private readonly List<string> _staged = [];
    private DiskMount? _disk;
    private MeasuredDirectory? _measured;

    public async Task RunAsync(SandboxDirectory directory, CancellationToken cancellationToken)
    {
        int? port = spec.Listens ? options.AppPort : null;
        var network = new NetworkPlan(node, options, spec);
        network.RefuseWhatIsMissing();
        uint? uid = BubblewrapNode.IsRoot ? node.Uids.ChooseFor(spec) : null;
        var record = new SandboxRecord(spec.Id, spec.Labels, spec.Purpose, now, port, uid, SandboxGroups.None, ProcessIdentity.Of(Environment.ProcessId)!, spec.Network.ToInternet);
        directory.WriteRecord(record);
        record = record with { Groups = node.Groups.Create(spec.Id, network.LimitsWithStack) };
        directory.WriteRecord(record);
        var app = await Task.Run(() => PrepareFiles(directory, record.Uid), cancellationToken);
        var instruction = MakeInstruction(directory, record, MakePlan(app, port, network.WriteNames(directory)), network.Instruct(record.Uid));
        await ShimLauncher.LaunchAsync(options.ShimPath, instruction, options.StartTimeout, cancellationToken);
    }

    private string PrepareFiles(SandboxDirectory directory, uint? uid)
    {
        if (!System.IO.Directory.Exists(spec.AppDirectory)) throw new SandboxException("app_directory_missing", "The app's files are not on this node.");
        if (uid is { } owner) HostUids.GiveMounts(spec, owner);
        if (spec.Purpose == SandboxPurpose.Build)
        {
            if (uid is { } builder) TreeOwner.Give(spec.AppDirectory, builder);
            return Path.GetFullPath(spec.AppDirectory);
        }

        if (!node.Disks.Enforced)
        {
            new TreeCopy(uid, spec.Limits.DiskMb).Copy(spec.AppDirectory, directory.App);
            _measured = MeasuredFiles.Of(directory, spec.Limits, options);
            return directory.App;
        }

        System.IO.Directory.CreateDirectory(directory.App);
        node.Disks.Images.Create(directory.Disk, spec.Limits.DiskMb);
        _disk = new DiskMount { Image = directory.Disk, Directory = directory.App, Source = Path.GetFullPath(spec.AppDirectory), Owner = uid, SourceMaxMb = spec.Limits.DiskMb };
        return Path.Combine(directory.App, DiskMount.Files);
    }

    private SandboxPlan MakePlan(string app, int? port, string names) => new()
    {
        System = node.System,
        Toolchains = [.. node.System.Toolchains.Select(t => new SandboxMount(AsReached(t), t, Writable: false))],
        EtcSource = AsReached(node.EtcDirectory),
        NamesSource = AsReached(names),
        AppSource = AsReached(app),
        Mounts = [.. spec.Mounts.Select(m => m with { Source = AsReached(Path.GetFullPath(m.Source)) })],
        Environment = AppEnvironment.Make(spec, node.System.SearchPath, port),
        WorkingDirectory = AppPaths.WorkingDirectory(spec.WorkingDirectory),
        TmpMb = options.TmpMb,
        Scratch = Scratch,
    };

    /// <summary>Where the sandbox's uid finds a directory of ours, whose parents it may not enter: on the shim's stage.</summary>
    private string AsReached(string path)
    {
        if (!BubblewrapNode.IsRoot) return path;
        _staged.Add(spec.Disks is HeldDisks disks ? disks.Inside(path) : path);
        return $"/tmp/{_staged.Count - 1}";
    }

    private ScratchMount? Scratch => BubblewrapNode.IsRoot ? new ScratchMount(options.TmpMb, options.TmpInodes) : null;

    private LaunchInstruction MakeInstruction(SandboxDirectory directory, SandboxRecord record, SandboxPlan plan, NetworkInstruction? network) => new()
    {
        StateDirectory = directory.Path,
        Program = SandboxProgram.Command(node.SetPriv, node.Bubblewrap, record.Uid, spec.Command),
        SandboxArguments = BubblewrapArguments.Build(plan),
        Seccomp = node.Seccomp,
        Network = network,
        Staged = BubblewrapNode.IsRoot ? _staged : null,
        Disk = _disk,
        DiskHolder = (spec.Disks as HeldDisks)?.Holder,
        Scratch = Scratch,
        ControlGroups = record.Groups.Distinct,
        OomFile = record.Groups.OomFile,
        ProcessLimit = !node.Groups.Limits("pids") && BubblewrapNode.CountsProcessesOfUser ? spec.Limits.Pids + record.Groups.OwnProcesses : null,
        OpenFiles = options.OpenFiles,
        FileBytes = node.Disks.Enforced ? null : Math.Max((long)spec.Limits.DiskMb << 20, 2L * options.SegmentBytes),
        Measured = _measured,
        Secrets = spec.Secrets,
        SegmentBytes = options.SegmentBytes,
        OutputBytes = options.OutputBytes,
    };
}
