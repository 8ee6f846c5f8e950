using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.View;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>The steps of one start. What it has made when a step fails is for its caller to remove.</summary>
internal sealed class SandboxStart(BubblewrapNode node, SandboxOptions options, SandboxSpec spec, DateTimeOffset now)
{
    private readonly List<string> _staged = [];

    public async Task RunAsync(SandboxDirectory directory, CancellationToken cancellationToken)
    {
        int? port = spec.Listens ? node.Ports.Take(spec.Id) : null;
        var record = new SandboxRecord(spec.Id, spec.Labels, spec.Purpose, now, port, ChooseUid(), SandboxGroups.None, ProcessIdentity.Of(Environment.ProcessId)!);
        directory.WriteRecord(record);
        record = record with { Groups = node.Groups.Create(spec.Id, spec.Limits) };
        directory.WriteRecord(record);
        var app = await Task.Run(() => PrepareFiles(directory, record.Uid), cancellationToken);
        var instruction = MakeInstruction(directory, record, MakePlan(app, port));
        await ShimLauncher.LaunchAsync(options.ShimPath, instruction, options.StartTimeout, cancellationToken);
    }

    /// <summary>
    /// Its own, but a build that writes a directory which earlier builds of the same project have filled goes on as their uid: theirs are the files in it.
    /// </summary>
    private uint? ChooseUid()
    {
        if (!BubblewrapNode.IsRoot) return null;
        var shared = spec.Mounts.Where(m => m.Writable).Select(m => TreeOwner.Of(m.Source)).FirstOrDefault(node.Uids.Contains);
        return shared != 0 ? shared : node.Uids.Next();
    }

    private string PrepareFiles(SandboxDirectory directory, uint? uid)
    {
        if (!System.IO.Directory.Exists(spec.AppDirectory)) throw new SandboxException("app_directory_missing", "The app's files are not on this node.");
        if (uid is { } owner)
            foreach (var mount in spec.Mounts.Where(m => m.Writable && TreeOwner.Of(m.Source) != owner))
                TreeOwner.Give(mount.Source, owner);
        if (spec.Purpose == SandboxPurpose.Build)
        {
            if (uid is { } builder) TreeOwner.Give(spec.AppDirectory, builder);
            return Path.GetFullPath(spec.AppDirectory);
        }

        new TreeCopy(uid, spec.Limits.DiskMb).Copy(spec.AppDirectory, directory.App);
        return directory.App;
    }

    private SandboxPlan MakePlan(string app, int? port) => new()
    {
        System = node.System,
        Toolchains = [.. node.System.Toolchains.Select(t => new SandboxMount(AsReached(t), t, Writable: false))],
        EtcSource = AsReached(node.EtcDirectory),
        AppSource = AsReached(app),
        Mounts = [.. spec.Mounts.Select(m => m with { Source = AsReached(Path.GetFullPath(m.Source)) })],
        Environment = AppEnvironment.Make(spec, node.System.SearchPath, port),
        WorkingDirectory = AppPaths.WorkingDirectory(spec.WorkingDirectory),
        TmpMb = options.TmpMb,
    };

    /// <summary>Where the sandbox's uid finds a directory of ours, whose parents it may not enter: on the shim's stage.</summary>
    private string AsReached(string path)
    {
        if (!BubblewrapNode.IsRoot) return path;
        _staged.Add(path);
        return $"/tmp/{_staged.Count - 1}";
    }

    private LaunchInstruction MakeInstruction(SandboxDirectory directory, SandboxRecord record, SandboxPlan plan) => new()
    {
        StateDirectory = directory.Path,
        Program = SandboxProgram.Command(node.SetPriv, node.Bubblewrap, record.Uid, spec.Command),
        SandboxArguments = BubblewrapArguments.Build(plan),
        Seccomp = node.Seccomp,
        Staged = BubblewrapNode.IsRoot ? _staged : null,
        ControlGroups = record.Groups.Distinct,
        OomFile = record.Groups.OomFile,
        ProcessLimit = record.Uid is not null && !node.Groups.Limits("pids") ? spec.Limits.Pids + 3 : null,
        SegmentBytes = options.SegmentBytes,
        OutputBytes = options.OutputBytes,
    };
}
