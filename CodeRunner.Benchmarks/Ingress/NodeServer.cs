using System.Diagnostics;

namespace CodeRunner.Benchmarks.Ingress;

/// <summary>The smallest Node.js web server: what most apps behind an ingress cost at least.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private const string Program = "const s = require('http').createServer((q, r) => r.end('Hello, world!')).listen(0, '127.0.0.1', () => console.log(s.address().port));";

    private readonly Process process;

    private NodeServer(Process process, int port) => (this.process, Port) = (process, port);

    public int Port { get; }

    public static async Task<NodeServer> StartAsync(CancellationToken cancellationToken)
    {
        var process = Process.Start(new ProcessStartInfo("node", ["-e", Program]) { RedirectStandardOutput = true })!;
        return new NodeServer(process, int.Parse((await process.StandardOutput.ReadLineAsync(cancellationToken))!));
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
