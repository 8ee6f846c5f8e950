using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>A service's process that is there to be killed.</summary>
internal sealed class Victim : IDisposable
{
    private readonly Process process;

    private Victim(Process process) => this.process = process;

    public int Id => process.Id;

    /// <summary>Starts the service, such as CodeRunner.Worker, on ports of its own.</summary>
    public static Victim Start(string service, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, service)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        start.Environment["urls"] = $"http://127.0.0.1:{FreePort()}";
        start.Environment["Ingress__Port"] = $"{FreePort()}";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Victim(process);
    }

    /// <summary>With SIGKILL.</summary>
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
