using System.Diagnostics;

namespace CodeRunner.Benchmarks.Ingress;

/// <summary>A process of the measurement that says its port and ends when this is disposed.</summary>
internal sealed class Part : IAsyncDisposable
{
    private readonly Process process;

    private Part(Process process, int port) => (this.process, Port) = (process, port);

    public int Port { get; }

    public static async Task<Part> StartAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(Part).Assembly.Location, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        return new Part(process, int.Parse(line ?? throw new InvalidOperationException($"{args[0]} did not start.")));
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
