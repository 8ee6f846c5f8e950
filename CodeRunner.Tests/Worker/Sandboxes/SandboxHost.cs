using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>A node of a test's own: a provider on a new data directory, both gone at the end with all that was started.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly List<BubblewrapProvider> _providers = [];

    public SandboxHost(Action<SandboxOptions>? configure = null, string? parent = null)
    {
        Root = Path.Combine(parent ?? Path.GetTempPath(), $"coderunner-test-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Root);
        Options = new SandboxOptions { DataDirectory = Path.Combine(Root, "data"), StartTimeout = Patience };
        configure?.Invoke(Options);
        Provider = Restart();
    }

    public string Root { get; }

    public SandboxOptions Options { get; }

    public BubblewrapProvider Provider { get; private set; }

    public CancellationToken Soon { get; } = new CancellationTokenSource(Patience).Token;

    /// <summary>As a new Worker would: another provider on the same directory.</summary>
    public BubblewrapProvider Restart()
    {
        Provider = new BubblewrapProvider(Microsoft.Extensions.Options.Options.Create(Options), NullLogger<BubblewrapProvider>.Instance);
        _providers.Add(Provider);
        return Provider;
    }

    public string StateOf(Guid id) => Path.Combine(Options.DataDirectory, "sandboxes", id.ToString("N"));

    /// <summary>The app directory of a sandbox that runs: as root it is on a disk that only the sandbox's own mount namespace has.</summary>
    public string AppOf(Guid id)
    {
        var app = Path.Combine(StateOf(id), "app");
        return File.Exists(Path.Combine(StateOf(id), "disk")) ? $"/proc/{InitOf(id)}/root/app" : app;
    }

    /// <summary>The sandbox's first process, as the host numbers it.</summary>
    public int InitOf(Guid id)
    {
        using var shim = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(StateOf(id), "shim.json")));
        return shim.RootElement.GetProperty("init").GetProperty("pid").GetInt32();
    }

    public string NewDirectory(string name = "app")
    {
        var path = Path.Combine(Root, $"{name}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path);
        return path;
    }

    public SandboxSpec Spec(params string[] command) => new()
    {
        Id = Guid.NewGuid(),
        Labels = new SandboxLabels(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), 1),
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

    /// <summary>Starts it, and reads all it says until it ends.</summary>
    public async Task<SandboxRun> RunAsync(SandboxSpec spec)
    {
        var id = await StartAsync(spec);
        var records = await ReadToEndAsync(id);
        return new SandboxRun(records, await Provider.WaitForExitAsync(id, Soon));
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
        await foreach (var record in Provider.ReadOutputAsync(id, afterSeq, Soon))
            if (isIt(record.Text))
                return record;
        throw new InvalidOperationException("The sandbox ended without that line.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in await Provider.ListAsync(CancellationToken.None)) await Provider.DeleteAsync(sandbox.Id, CancellationToken.None);
        foreach (var provider in _providers) provider.Dispose();
        CodeRunner.Worker.Sandboxes.Bubblewrap.Files.TreeDeletion.Delete(Root);
    }
}
