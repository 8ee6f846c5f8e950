using System.Diagnostics;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CodeRunner.Benchmarks.Sandbox;

/// <summary>A node's sandboxes without the platform around them, on a directory of its own.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    private readonly IHost host;
    private readonly string directory = Directory.CreateTempSubdirectory("coderunner-bench-").FullName;
    private readonly ISandboxProvider sandboxes;
    private readonly string app;

    public BenchNode(string busyBox)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Sandboxes:DataDirectory", Path.Combine(directory, "node"))]);
        builder.Services.AddLogging();
        builder.AddSandboxes();
        host = builder.Build();
        sandboxes = host.Services.GetRequiredService<ISandboxProvider>();
        app = Directory.CreateDirectory(Path.Combine(directory, "app")).FullName;
        File.Copy(busyBox, Path.Combine(app, "busybox"));
    }

    public Task<SandboxCapabilities> ProbeAsync(CancellationToken cancellationToken) => sandboxes.ProbeAsync(cancellationToken);

    /// <summary>Milliseconds from the call that starts it to its first line, read as the log shipper reads it. It is removed after that.</summary>
    public async Task<double> TimeEchoAsync(NetworkAccess network, CancellationToken cancellationToken)
    {
        var spec = EchoSpec() with { Network = network };
        var watch = Stopwatch.StartNew();
        await sandboxes.StartAsync(spec, cancellationToken);
        await using (var lines = sandboxes.ReadOutputAsync(spec.Id, 0, cancellationToken).GetAsyncEnumerator(cancellationToken))
            if (!await lines.MoveNextAsync() || lines.Current.Text != "hello")
                throw new InvalidOperationException("The sandbox did not say hello.");
        var elapsed = watch.Elapsed.TotalMilliseconds;
        await sandboxes.DeleteAsync(spec.Id, cancellationToken);
        return elapsed;
    }

    public ValueTask DisposeAsync()
    {
        host.Dispose();
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private SandboxSpec EchoSpec() => new()
    {
        Id = Guid.NewGuid(),
        Labels = new SandboxLabels(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), 1),
        Purpose = SandboxPurpose.Instance,
        AppDirectory = app,
        Command = ["/app/busybox", "echo", "hello"],
        Environment = new Dictionary<string, string>(),
        Limits = new SandboxLimits(1, 256, 64, 256),
    };
}
