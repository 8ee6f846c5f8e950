using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>A node of a test's own with one kind of provider, gone at the end with all that was started.</summary>
internal sealed class Lab : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly List<ISandboxProvider> _providers = [];

    private readonly string[] _registries;

    private Lab(ProviderKind kind, Action<SandboxOptions>? configure, string[] registries)
    {
        (Kind, _registries) = (kind, registries);
        Root = Path.Combine(Path.GetTempPath(), $"coderunner-test-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Root);
        Options = new SandboxOptions { DataDirectory = Path.Combine(Root, "data"), OpenFiles = 1024, StartTimeout = Patience };
        configure?.Invoke(Options);
    }

    public ProviderKind Kind { get; }

    public string Root { get; }

    public SandboxOptions Options { get; }

    public ISandboxProvider Provider => _providers[^1];

    public CancellationToken Soon { get; } = new CancellationTokenSource(Patience).Token;

    public static async Task<Lab> OpenAsync(string kind, Action<SandboxOptions>? configure = null, params string[] registries)
    {
        var lab = new Lab(ProviderKind.Of(kind), configure, registries);
        await lab.AddWorkerAsync();
        return lab;
    }

    /// <summary>As another Worker of the node would: a provider of its own on the same directory.</summary>
    public async Task<ISandboxProvider> AddWorkerAsync()
    {
        _providers.Add(await Kind.MakeAsync(Options, _registries));
        return Provider;
    }

    /// <summary>The Worker is gone, and the next one comes.</summary>
    public Task<ISandboxProvider> RestartAsync()
    {
        ((IDisposable)_providers[^1]).Dispose();
        return AddWorkerAsync();
    }

    public string StateOf(Guid id) => Path.Combine(Options.DataDirectory, "sandboxes", id.ToString("N"));

    public string NewDirectory(string name = "app") => Directory.CreateDirectory(Path.Combine(Root, $"{name}-{Guid.NewGuid():N}")).FullName;

    public SandboxSpec Spec(params string[] command) => new()
    {
        Id = Guid.NewGuid(),
        Labels = new SandboxLabels(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), 3),
        Purpose = SandboxPurpose.Instance,
        AppDirectory = NewDirectory(),
        Command = command,
        Environment = new Dictionary<string, string>(),
        Limits = new SandboxLimits(1, 256, 64, 256),
    };

    public SandboxSpec Shell(string script) => Spec("/bin/sh", "-c", script);

    public async Task<Guid> StartAsync(SandboxSpec spec)
    {
        await Provider.StartAsync(spec, Soon);
        return spec.Id;
    }

    /// <summary>With another supervisor, for this start only.</summary>
    public async Task<Guid> StartWithShimAsync(SandboxSpec spec, string shim)
    {
        await Provider.ListAsync(Soon);
        var own = Options.ShimPath;
        Options.ShimPath = shim;
        try
        {
            return await StartAsync(spec);
        }
        finally
        {
            Options.ShimPath = own;
        }
    }

    public Task<Guid> StartAsync(string script) => StartAsync(Shell(script));

    /// <summary>Starts it, and reads all it says until it ends.</summary>
    public async Task<SandboxRun> RunAsync(SandboxSpec spec)
    {
        var id = await StartAsync(spec);
        return new SandboxRun(await ReadToEndAsync(id), await Provider.WaitForExitAsync(id, Soon));
    }

    public Task<SandboxRun> RunAsync(string script) => RunAsync(Shell(script));

    public async Task<List<OutputRecord>> ReadToEndAsync(Guid id, long afterSeq = 0)
    {
        var records = new List<OutputRecord>();
        await foreach (var record in Provider.ReadOutputAsync(id, afterSeq, Soon)) records.Add(record);
        return records;
    }

    public async Task<OutputRecord> WaitForLineAsync(Guid id, Func<string, bool> isIt, long afterSeq = 0)
    {
        var seen = new List<string>();
        await foreach (var record in Provider.ReadOutputAsync(id, afterSeq, Soon))
        {
            if (isIt(record.Text)) return record;
            seen.Add(record.Text);
        }

        throw new InvalidOperationException($"The sandbox ended without that line; it said: {string.Join('\n', seen)}");
    }

    public Task<OutputRecord> WaitForLineAsync(Guid id, string line) => WaitForLineAsync(id, text => text == line);

    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in await Provider.ListAsync(CancellationToken.None)) await Provider.DeleteAsync(sandbox.Id, CancellationToken.None);
        foreach (var provider in _providers) ((IDisposable)provider).Dispose();
        TreeDeletion.Delete(Root);
    }
}
