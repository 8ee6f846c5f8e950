using System.Diagnostics;
using System.Formats.Tar;

namespace CodeRunner.Benchmarks.Sandbox;

/// <summary>A container engine to compare with, on a store of its own; it has one image, with a static busybox in it and nothing else.</summary>
internal sealed class PodmanEngine : IAsyncDisposable
{
    private const string Image = "localhost/echo";

    // One that serves where an engine's own defaults ask for more than a container may have.
    private static readonly string[] Limits = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096", "--memory", "256m", "--cpus", "1", "--pids-limit", "64"];

    private readonly string directory;
    private readonly string[] store;

    private PodmanEngine(string directory)
    {
        this.directory = directory;
        store = ["--root", Path.Combine(directory, "store"), "--runroot", Path.Combine(directory, "run"), "--runtime", "runc", "--cgroup-manager", "cgroupfs"];
    }

    /// <summary>Null, with a reason on stderr, where there is no podman or it cannot run a container.</summary>
    public static async Task<PodmanEngine?> TryStartAsync(string busyBox, CancellationToken cancellationToken)
    {
        var engine = new PodmanEngine(Directory.CreateTempSubdirectory("coderunner-podman-").FullName);
        try
        {
            var root = Path.Combine(engine.directory, "root.tar");
            await using (var tar = new TarWriter(File.Create(root)))
                await tar.WriteEntryAsync(busyBox, "busybox", cancellationToken);
            await engine.RunAsync(["import", root, Image], cancellationToken);
            await engine.TimeEchoAsync(cancellationToken);
            return engine;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            await Console.Error.WriteLineAsync($"No container to compare with: {e.Message}");
            await engine.DisposeAsync();
            return null;
        }
    }

    /// <summary>Milliseconds from the start of `podman run` to the container's first line.</summary>
    public async Task<double> TimeEchoAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var podman = Start(["run", "--rm", "--network", "none", .. Limits, Image, "/busybox", "echo", "hello"]);
        var line = await podman.StandardOutput.ReadLineAsync(cancellationToken);
        var elapsed = watch.Elapsed.TotalMilliseconds;
        await FinishAsync(podman, cancellationToken);
        return line == "hello" ? elapsed : throw new InvalidOperationException($"podman said {line}.");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await RunAsync(["system", "reset", "--force"], CancellationToken.None);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            await Console.Error.WriteLineAsync($"podman left its store in {directory}: {e.Message}");
            return;
        }
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    private async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var podman = Start(arguments);
        await podman.StandardOutput.ReadToEndAsync(cancellationToken);
        await FinishAsync(podman, cancellationToken);
    }

    private static async Task FinishAsync(Process podman, CancellationToken cancellationToken)
    {
        var problem = await podman.StandardError.ReadToEndAsync(cancellationToken);
        await podman.WaitForExitAsync(cancellationToken);
        if (podman.ExitCode != 0)
            throw new InvalidOperationException($"podman ended with {podman.ExitCode}: {problem.Trim()}");
    }

    private Process Start(string[] arguments) => Process.Start(new ProcessStartInfo("podman", [.. store, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
