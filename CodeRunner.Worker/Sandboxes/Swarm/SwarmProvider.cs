using System.Runtime.CompilerServices;
using CodeRunner.Core.Deployments.Limiting;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Options;
using Runtime = CodeRunner.Contracts.Deployments.Runtime;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>
/// Sandboxes that a swarm places on its machines: each a service with one replica that is never started again. All that is known of one is in the swarm, so that every Worker of the
/// installation sees the same, wherever it runs.
/// </summary>
internal sealed partial class SwarmProvider(IOptions<SandboxOptions> sandboxes, IOptions<SwarmOptions> options, ILogger<SwarmProvider> logger, TimeProvider? time = null) : ISandboxProvider, IDisposable
{
    public const string ProviderName = "swarm";
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lazy<SwarmNode> _node = new(() => new SwarmNode(sandboxes.Value, options.Value, time ?? TimeProvider.System));
    private readonly OutputCheckpoints _read = new();

    public string Name => ProviderName;

    /// <summary>What sandboxes are placed on.</summary>
    public SwarmMachines Machines => Node.Machines;

    /// <summary>What sandboxes are made of.</summary>
    public SwarmImages Images => Node.Images;

    private SwarmNode Node => _node.Value;

    public async Task<SandboxCapabilities> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return SwarmCapabilities.Of(await SwarmFacts.AskAsync(Node.Engine, cancellationToken), options.Value, sandboxes.Value.ShimPath, Node.HasInit);
        }
        catch (Exception away) when (SwarmErrors.IsAway(away))
        {
            return SwarmCapabilities.Away(options.Value, away.Message);
        }
    }

    /// <summary>With the image that its task runs, where that is known before its files are pushed.</summary>
    public Task PrepareAsync(SandboxSpec spec, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await Node.AskAsync(cancellationToken);
        var image = await Node.EnsureBaseAsync(spec, cancellationToken);
        return spec.BuiltImage is null && spec.Image is null ? null : await Node.Images.EnsureRunAsync(spec.BuiltImage ?? image.ID, cancellationToken);
    });

    public Task<string?> PushAsync(Guid artifactId, string appDirectory, Runtime runtime, int maxMb, CancellationToken cancellationToken) => AskAsync<string?>(async () =>
        await Node.Images.PushFilesAsync((await Node.EnsureBaseAsync(runtime, cancellationToken)).ID, appDirectory, maxMb, artifactId, cancellationToken));

    public Task<ResolvedImage> ResolveImageAsync(string name, Action<string> say, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var image = await Node.Bases.ResolveAsync(name, say, cancellationToken);
        if (await Node.Bases.FindAsync(image.Pinned, cancellationToken) is { } found) OwnImages.Check(found);
        return image;
    });

    public Task<IReadOnlyList<PulledImage>> ListImagesAsync(CancellationToken cancellationToken) => Task.FromResult(Node.Bases.Pulled());

    public async Task<bool> RemoveImageAsync(PulledImage image, CancellationToken cancellationToken)
    {
        try
        {
            return await Node.Bases.RemoveAsync(image, cancellationToken);
        }
        catch (Exception away) when (SwarmErrors.IsAway(away))
        {
            return false;
        }
    }

    public async Task StartAsync(SandboxSpec spec, CancellationToken cancellationToken)
    {
        if (await AskAsync(() => Node.Engine.FindServiceAsync(Node.NameOf(spec.Id), cancellationToken)) is not null)
            throw new SandboxException("already_started", "A sandbox with this id was started before.");
        try
        {
            await AskAsync(async () =>
            {
                await new ServiceStart(Node, spec).RunAsync(cancellationToken);
                return true;
            });
        }
        catch (Exception failed) when (failed is not SandboxException { Code: "already_started" })
        {
            LogStartFailed(spec.Id, (failed.InnerException ?? failed).Message);
            await DeleteAsync(spec.Id, CancellationToken.None);
            throw;
        }
    }

    public async Task<IReadOnlyList<SandboxStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var filter = SwarmEngine.Filter("label", [$"{SwarmNames.OwnerLabel}={options.Value.Name}"]);
        var services = await Node.Engine.Manager.Swarm.ListServicesAsync(new ServiceListParameters { Filters = filter }, cancellationToken);
        var tasks = (await Node.Engine.ListTasksAsync(filter, cancellationToken)).ToLookup(task => task.ServiceID);
        await Node.Strays.RemoveAsync(services, cancellationToken);
        var found = new List<SandboxStatus>();
        foreach (var service in services)
            if (SwarmNames.Read(service) is { } status)
                found.Add(status with { Exit = await Node.Exits.FindAsync(tasks[service.ID].MinBy(t => t.CreatedAt), cancellationToken) });
        return found;
    }

    public async Task<SandboxStatus?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await OpenAsync(id, cancellationToken) is var (service, task) && SwarmNames.Read(service) is { } status
            ? status with { Exit = await Node.Exits.FindAsync(task, cancellationToken) }
            : null;

    public async Task<SandboxExit> WaitForExitAsync(Guid id, CancellationToken cancellationToken) =>
        await FindTaskAsync(id, cancellationToken) is { } task && await Node.Exits.FindAsync(await Node.Watch.WaitAsync(task.ID).WaitAsync(cancellationToken), cancellationToken) is { } exit
            ? exit
            : new SandboxExit(null, OutOfMemory: false, _time.GetUtcNow());

    public async Task StopAsync(Guid id, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not (var service, { } task) || TaskFacts.HasEnded(task)) return;
        await new TaskEnd(Node, _time).StopAsync(service, task, grace, cancellationToken);
    }

    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindTaskAsync(id, cancellationToken) is { } task && TaskFacts.IsRunning(task)) await StopAsync(id, TimeSpan.Zero, cancellationToken);
            await new TaskRemoval(Node).RemoveAsync(Node.NameOf(id), cancellationToken);
            _read.Forget(id);
        }
        catch (Exception away) when (away is not IOException && SwarmErrors.IsAway(away))
        {
            throw new IOException("The swarm's manager does not answer.", away);
        }
    }

    public async IAsyncEnumerable<OutputRecord> ReadOutputAsync(Guid id, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not (var service, { } task)) yield break;
        OutputPosition?[] known = [_read.Find(id, afterSeq), AcknowledgedOutput.Of(service)];
        var from = known.Where(p => p is not null && p.Seq <= afterSeq).MaxBy(p => p!.Seq);
        await foreach (var (record, place) in Node.Output.ReadAsync(task.ID, from, afterSeq, cancellationToken))
        {
            if (record.LostLines == 0) _read.Note(id, new OutputPosition(record.Seq, place));
            yield return record;
        }
    }

    public async Task AcknowledgeOutputAsync(Guid id, long seq, CancellationToken cancellationToken)
    {
        if (_read.Find(id, seq) is { } read) await Node.Acknowledged.WriteAsync(Node.NameOf(id), read, cancellationToken);
    }

    public async Task<long> FindAcknowledgedAsync(Guid id, CancellationToken cancellationToken) =>
        await Node.Engine.FindServiceAsync(Node.NameOf(id), cancellationToken) is { } service ? AcknowledgedOutput.Of(service)?.Seq ?? 0 : 0;

    public async ValueTask<Stream> ConnectAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not (var service, { } task)) throw new IOException("The sandbox is not in this swarm.");
        if (SwarmNames.Read(service)?.Port is not { } port) throw new IOException("The sandbox was given no port to listen on.");
        if (TaskFacts.HasEnded(task)) throw new IOException("The sandbox has ended.");
        return await TaskConnection.OpenAsync(Node.Engine, task, port, cancellationToken);
    }

    /// <summary>Nobody of ours is on the task's machine to look.</summary>
    public Task<IReadOnlyList<int>> FindListeningPortsAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<int>>([]);

    public async Task<ISandboxMeter?> OpenMeterAsync(Guid id, TimeSpan diskInterval, CancellationToken cancellationToken) =>
        await FindContainerAsync(id, cancellationToken) is var (daemon, container) ? await TaskMeter.OpenAsync(daemon, container, cancellationToken) : null;

    public async Task<Strain?> FindStrainAsync(Guid id, CancellationToken cancellationToken) =>
        await FindContainerAsync(id, cancellationToken) is var (daemon, container) ? await ContainerStrain.FindAsync(daemon, container, cancellationToken) : null;

    public void Dispose()
    {
        if (_node.IsValueCreated) Node.Dispose();
    }

    private async Task<(SwarmService Service, TaskResponse? Task)?> OpenAsync(Guid id, CancellationToken cancellationToken) =>
        await Node.Engine.FindServiceAsync(Node.NameOf(id), cancellationToken) is { } service ? (service, await Node.Engine.FindTaskAsync(service.ID, cancellationToken)) : null;

    private Task<TaskResponse?> FindTaskAsync(Guid id, CancellationToken cancellationToken) => Node.Engine.FindTaskAsync(Node.NameOf(id), cancellationToken);

    private async Task<(IDockerClient Daemon, string Container)?> FindContainerAsync(Guid id, CancellationToken cancellationToken) =>
        await FindTaskAsync(id, cancellationToken) is { Status.ContainerStatus.ContainerID: { Length: > 0 } container } task && TaskFacts.IsRunning(task)
        && await Node.Engine.FindDaemonAsync(task, cancellationToken) is { } daemon
            ? (daemon, container)
            : null;

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (DockerApiException refused) when (!SwarmErrors.IsAway(refused))
        {
            throw SwarmErrors.NotStarted(EngineWords.Of(refused), refused);
        }
        catch (Exception away) when (SwarmErrors.IsAway(away))
        {
            throw SwarmErrors.Away(away);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sandbox {Id} was not started: {Reason}")]
    private partial void LogStartFailed(Guid id, string reason);
}
