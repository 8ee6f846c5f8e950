using System.Collections.Concurrent;
using System.Net;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet.Models;
using Runtime = CodeRunner.Contracts.Deployments.Runtime;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>What all sandboxes of an installation share. The manager may be away at any time; what it says of the swarm is asked for once it is there.</summary>
internal sealed class SwarmNode : IDisposable
{
    private const int MostKnown = 10_000;
    private readonly EngineImages _bases;
    private readonly ConcurrentDictionary<string, ImageInspectResponse> _built = new();
    private SwarmFacts? _facts;
    private int _disposed;

    public SwarmNode(SandboxOptions sandboxes, SwarmOptions options, TimeProvider time)
    {
        (Sandboxes, Options) = (sandboxes, options);
        Engine = new SwarmEngine(options, time);
        InitProgram = Path.GetFullPath(sandboxes.ShimPath);
        HasInit = StaticProgram.Is(InitProgram);
        _bases = new EngineImages(Engine.Manager, options, new PulledImages(Path.Combine(Path.GetFullPath(sandboxes.DataDirectory), "images"), time));
        Images = new SwarmImages(Engine, options, InitProgram);
        Watch = new TaskWatch(Engine, options.Name, time);
        Log = new TaskLog(Engine.Http);
        Output = new TaskOutput(Log, Watch);
        Acknowledged = new AcknowledgedOutput(Engine, time);
        Exits = new TaskExits(Log, Engine);
        Machines = new SwarmMachines(Engine, options.Name);
        Strays = new StraySecrets(Engine, options.Name, time);
    }

    public SandboxOptions Sandboxes { get; }

    public SwarmOptions Options { get; }

    public SwarmEngine Engine { get; }

    /// <summary>What images of tasks are made on, at the manager's engine.</summary>
    public EngineImages Bases => _bases;

    public SwarmImages Images { get; }

    public TaskWatch Watch { get; }

    public TaskLog Log { get; }

    public TaskOutput Output { get; }

    public AcknowledgedOutput Acknowledged { get; }

    public TaskExits Exits { get; }

    public StraySecrets Strays { get; }

    public SwarmMachines Machines { get; }

    /// <summary>The shim, which is the first process of every task.</summary>
    public string InitProgram { get; }

    public bool HasInit { get; }

    public string NameOf(Guid sandbox) => SwarmNames.Of(Options.Name, sandbox);

    /// <summary>Throws <see cref="SandboxException"/> where no task can start.</summary>
    public async Task<SwarmFacts> AskAsync(CancellationToken cancellationToken)
    {
        if (!HasInit) throw new SandboxException("init_missing", $"{InitProgram} is not a static program: tasks can't be started with it.");
        var facts = _facts ??= await SwarmFacts.AskAsync(Engine, cancellationToken);
        if (facts is { IsManager: true, HasServiceLimits: true, Manager.RemapsUsers: false }) return facts;
        _facts = null;
        throw new SandboxException("swarm_missing", $"No task can start: {string.Join(' ', SwarmCapabilities.Of(facts, Options, InitProgram, HasInit).Missing.Where(m => m.Contains("no task can start", StringComparison.Ordinal)))}");
    }

    /// <summary>What the image of a task is made on: a release's, or what its runtime needs. Throws <see cref="SandboxException"/>.</summary>
    public async Task<ImageInspectResponse> EnsureBaseAsync(SandboxSpec spec, CancellationToken cancellationToken) => spec switch
    {
        { Image: { } pinned } => OwnImages.Check(await _bases.EnsurePinnedAsync(pinned, cancellationToken)),
        { BuiltImage: { } built } => await FindBuiltAsync(built, cancellationToken),
        _ => await EnsureBaseAsync(spec.Runtime, cancellationToken),
    };

    /// <summary>What it says of itself, which never changes.</summary>
    private async Task<ImageInspectResponse> FindBuiltAsync(string image, CancellationToken cancellationToken)
    {
        if (_built.TryGetValue(image, out var known)) return known;
        if (_built.Count >= MostKnown) _built.Clear();
        return _built[image] = await _bases.EnsureOwnAsync(image, cancellationToken);
    }

    public Task<ImageInspectResponse> EnsureBaseAsync(Runtime? runtime, CancellationToken cancellationToken) => _bases.EnsureAsync(Options.Images.For(runtime), cancellationToken);

    /// <summary>Of the swarm's machines: no app reaches what another's machine publishes.</summary>
    public async Task<IReadOnlyList<IPAddress>> AddressesAsync(CancellationToken cancellationToken) =>
        [.. (await Engine.NodesAsync(cancellationToken)).Select(SwarmEngine.AddressOf).Select(a => IPAddress.TryParse(a, out var address) ? address : null).OfType<IPAddress>()];

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        Watch.Dispose();
        _bases.Dispose();
        Engine.Dispose();
    }
}
