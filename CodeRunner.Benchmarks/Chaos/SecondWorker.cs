using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>Another Worker on the platform's machine, which is there to be killed.</summary>
internal sealed class SecondWorker : IDisposable
{
    private readonly Process process;

    private SecondWorker(Process process) => this.process = process;

    public int Id => process.Id;

    public static async Task<SecondWorker> StartAsync(Platform platform, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "CodeRunner.Worker")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in await platform.WorkerSettingsAsync(cancellationToken))
            start.Environment[name] = value;
        start.Environment["urls"] = $"http://127.0.0.1:{FreePort()}";
        start.Environment["Ingress__Port"] = $"{FreePort()}";
        start.Environment["Leases__Calm"] = "00:00:01";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new SecondWorker(process);
    }

    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
