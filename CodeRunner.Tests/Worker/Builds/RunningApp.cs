using CodeRunner.Core.Releases;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Builds;

/// <summary>An artifact in a sandbox, and HTTP to its port.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ISandboxProvider sandboxes;
    private readonly Guid id;

    private RunningApp(ISandboxProvider sandboxes, Guid id)
    {
        (this.sandboxes, this.id) = (sandboxes, id);
        var handler = new SocketsHttpHandler { ConnectCallback = (_, cancellationToken) => sandboxes.ConnectAsync(id, cancellationToken), AllowAutoRedirect = false };
        Http = new HttpClient(handler) { BaseAddress = new Uri("http://app/") };
    }

    public HttpClient Http { get; }

    public static async Task<RunningApp> StartAsync(ISandboxProvider sandboxes, Artifact artifact, string directory)
    {
        var spec = new SandboxSpec
        {
            Id = Guid.CreateVersion7(),
            Labels = new SandboxLabels(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), 1),
            Purpose = SandboxPurpose.Instance,
            AppDirectory = directory,
            Command = artifact.Command,
            WorkingDirectory = artifact.WorkingDirectory,
            Environment = artifact.Environment,
            Limits = new SandboxLimits(1, 512, 256, 512),
            Listens = true,
        };
        await sandboxes.StartAsync(spec, CancellationToken.None);
        var app = new RunningApp(sandboxes, spec.Id);
        await app.WaitUntilItAnswersAsync();
        return app;
    }

    /// <summary>SIGTERM with a generous grace; answers the exit code.</summary>
    public async Task<int?> StopAsync()
    {
        await sandboxes.StopAsync(id, TimeSpan.FromSeconds(30), CancellationToken.None);
        return (await sandboxes.WaitForExitAsync(id, CancellationToken.None)).Code;
    }

    public async Task<string> OutputAsync()
    {
        var lines = new List<string>();
        await foreach (var record in sandboxes.ReadOutputAsync(id, 0, CancellationToken.None))
            lines.Add(record.Text);
        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await sandboxes.DeleteAsync(id, CancellationToken.None);
    }

    private async Task WaitUntilItAnswersAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var answer = await Http.GetAsync("/health", patience.Token);
                return;
            }
            catch (HttpRequestException)
            {
                if ((await sandboxes.FindAsync(id, patience.Token))?.Exit is { } exit)
                    throw new InvalidOperationException($"The app ended with {exit.Code}: {await OutputAsync()}");
                await Task.Delay(50, patience.Token);
            }
        }
    }
}
