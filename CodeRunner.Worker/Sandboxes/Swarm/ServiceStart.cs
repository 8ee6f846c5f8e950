using System.Net;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>The steps of one start. What it has made when a step fails is for its caller to remove.</summary>
internal sealed class ServiceStart(SwarmNode node, SandboxSpec spec)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly string _name = node.NameOf(spec.Id);
    private readonly SandboxOptions _sandboxes = node.Sandboxes;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = await PrepareAsync(cancellationToken);
        try
        {
            await CreateServiceAsync(plan);
            cancellationToken.ThrowIfCancellationRequested();
            await AwaitGreetingAsync(await AwaitTaskAsync(cancellationToken), cancellationToken);
        }
        catch (SandboxException)
        {
            node.Images.Doubt(plan.Image);
            throw;
        }
    }

    private async Task<ServicePlan> PrepareAsync(CancellationToken cancellationToken)
    {
        var facts = await node.AskAsync(cancellationToken);
        if ((spec.Image ?? spec.BuiltImage) is null && !Directory.Exists(spec.AppDirectory)) throw new SandboxException("app_directory_missing", "The app's files are not on this node.");
        int? port = spec.Listens ? _sandboxes.AppPort : null;
        var uid = TaskUids.ChooseFor(spec, _sandboxes);
        var own = await node.EnsureBaseAsync(spec, cancellationToken);
        var nameServers = NameServers.Read(_sandboxes.NameServers);
        var program = TaskPrograms.Make(spec, _sandboxes, own.Config, uid, port, nameServers, await node.AddressesAsync(cancellationToken));
        var isBuild = spec.Purpose == SandboxPurpose.Build;
        var image = await node.Images.EnsureRunAsync(await EnsureFilesAsync(own.ID, isBuild, cancellationToken), cancellationToken);
        var mounts = isBuild ? await OfFilesAsync(() => Task.Run(() => PrepareMounts(uid), cancellationToken)) : [];
        var secret = await CreateSecretAsync(TaskPrograms.Write(program), cancellationToken);
        return new ServicePlan
        {
            Name = _name,
            Owner = node.Options.Name,
            Image = image,
            SecretId = secret,
            Port = port,
            Node = isBuild ? facts.NodeId : null,
            Mounts = mounts,
            HasCopy = program.Copy is not null,
            Cleared = ImageEnvironment.NamesOf(own.Config?.Env ?? []),
            Volumes = spec.Image is null ? [] : ImageVolumes.Of(own.Config?.Volumes?.Keys ?? [], mounts),
            NameServers = spec.Network.ToInternet ? [.. nameServers.Select(server => $"{server}")] : [],
            TmpMb = _sandboxes.TmpMb,
            OpenFiles = _sandboxes.OpenFiles,
            SegmentBytes = _sandboxes.SegmentBytes,
            OutputBytes = _sandboxes.OutputBytes,
            StopGrace = node.Options.StopGrace,
        };
    }

    /// <summary>The image with the app's files, which an image's release has in it already; of a build, whose files are mounted, the one of its runtime.</summary>
    private async Task<string> EnsureFilesAsync(string own, bool isBuild, CancellationToken cancellationToken) =>
        spec.BuiltImage ?? (isBuild || spec.Image is not null ? own : await OfFilesAsync(() => node.Images.PushFilesAsync(own, spec.AppDirectory, spec.Limits.DiskMb, artifactId: null, cancellationToken)));

    private static async Task<T> OfFilesAsync<T>(Func<Task<T>> make)
    {
        try
        {
            return await make();
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && e is not HttpIOException))
        {
            throw new SandboxException("start_failed", $"The sandbox could not be made: {EngineWords.ForPeople(e.Message)}", e);
        }
    }

    private IReadOnlyList<SandboxMount> PrepareMounts(uint uid)
    {
        HostUids.GiveMounts(spec, uid);
        if (spec.Image is not null) return [];
        TreeOwner.Give(spec.AppDirectory, uid);
        return [new SandboxMount(Path.GetFullPath(spec.AppDirectory), AppPaths.App, Writable: true), .. spec.Mounts.Select(m => m with { Source = Path.GetFullPath(m.Source) })];
    }

    private async Task<string> CreateSecretAsync(byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            var labels = new Dictionary<string, string> { [SwarmNames.OwnerLabel] = node.Options.Name };
            return (await node.Engine.Manager.Secrets.CreateAsync(new SwarmSecretSpec { Name = _name, Labels = labels, Data = content }, cancellationToken)).ID;
        }
        catch (DockerApiException there) when (there.StatusCode == HttpStatusCode.Conflict)
        {
            throw AlreadyStarted(there);
        }
    }

    /// <summary>Not cancelled with the start: the engine would go on, and make a service after its removal was asked for.</summary>
    private async Task CreateServiceAsync(ServicePlan plan)
    {
        using var limit = new CancellationTokenSource(_sandboxes.StartTimeout);
        var login = RegistryLogin.For(node.Options.RegistryHost, node.Options.Registries);
        await node.Engine.Manager.Swarm.CreateServiceAsync(new ServiceCreateParameters { Service = ServiceParameters.Make(plan, spec), RegistryAuth = login }, limit.Token);
    }

    /// <summary>Until its first process runs, or never will.</summary>
    private async Task<TaskResponse> AwaitTaskAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_sandboxes.StartTimeout);
        TaskResponse? task = null;
        try
        {
            while (true)
            {
                task = (await node.Engine.TasksAsync([_name], limit.Token)).MinBy(each => each.CreatedAt);
                if (task is not null && (TaskFacts.IsRunning(task) || TaskFacts.HasEnded(task))) return task;
                await Task.Delay(Pause, limit.Token);
            }
        }
        catch (DockerApiException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            throw SwarmErrors.NotStarted("somebody removed it", gone);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw SwarmErrors.NotStarted($"it was not ready within {_sandboxes.StartTimeout.TotalSeconds:0} s{(task is not null && TaskFacts.Words(task) is { } words ? $" ({words})" : "")}");
        }
    }

    /// <summary>Its first words are whether it could start the app; when it says none, the engine has the last.</summary>
    private async Task AwaitGreetingAsync(TaskResponse task, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_sandboxes.StartTimeout);
        for (var ended = false; ; ended = ended || await HasEndedAsync(limit.Token))
        {
            if (await FindGreetingAsync(task, limit.Token) is { } line)
            {
                if (line.Kind != TaskLineKind.NotRun) return;
                var said = line.Text.Split(' ', 2);
                throw said[0] == "command_not_run"
                    ? new SandboxException(said[0], LaunchAnswer.NotRun(spec.Command.FirstOrDefault() ?? "", said[^1]).Message!)
                    : new SandboxException(said[0], said[^1]);
            }

            if (ended || TaskFacts.HasEnded(task)) throw SwarmErrors.NotStarted(await LastWordsAsync(limit.Token));
            await Task.Delay(Pause, limit.Token);
        }
    }

    private async Task<TaskLine?> FindGreetingAsync(TaskResponse task, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var entry in node.Log.ReadAsync(task.ID, since: null, follow: false, cancellationToken)) return entry.Line;
        }
        catch (IOException)
        {
            // Its machine has no container of it, or not yet.
        }

        return null;
    }

    private async Task<bool> HasEndedAsync(CancellationToken cancellationToken) => await node.Engine.FindTaskAsync(_name, cancellationToken) is not { } task || TaskFacts.HasEnded(task);

    private async Task<string> LastWordsAsync(CancellationToken cancellationToken) =>
        await node.Engine.FindTaskAsync(_name, cancellationToken) is { } task && TaskFacts.Words(task) is { } words ? words : "it ended before its app was started";

    private static SandboxException AlreadyStarted(Exception there) => new("already_started", "A sandbox with this id was started before.", there);
}
