using System.Diagnostics;
using System.Text.Json;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

/// <summary>A process that keeps disks mounted in a mount namespace of its own. It ends with this one, and nothing of the mounts is left then.</summary>
internal sealed class DiskHold : IAsyncDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private DiskHold(Process process) => _process = process;

    public int Pid => _process.Id;

    public static async Task<DiskHold> StartAsync(string shim, IReadOnlyList<DiskMount> disks, CancellationToken cancellationToken)
    {
        var process = ShimLauncher.Start(shim, "hold");
        var hold = new DiskHold(process);
        try
        {
            await JsonSerializer.SerializeAsync(process.StandardInput.BaseStream, new HoldInstruction(disks), ProtocolJson.Default.HoldInstruction, cancellationToken);
            await process.StandardInput.BaseStream.WriteAsync("\n"u8.ToArray(), cancellationToken);
            await process.StandardInput.BaseStream.FlushAsync(cancellationToken);
            var answer = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            var said = answer.Length == 0 ? null : JsonSerializer.Deserialize(answer, ProtocolJson.Default.LaunchAnswer);
            return said is { Started: true } ? hold : throw new IOException(said?.Message ?? "The disks' holder ended at once.");
        }
        catch
        {
            process.Kill();
            await hold.EndAsync();
            throw;
        }
    }

    /// <summary>A path as the holder sees it, for this process.</summary>
    public string Reach(string path) => $"/proc/{Pid}/root{path}";

    /// <summary>True when everything was unmounted in order, and what is kept is whole.</summary>
    public async Task<bool> EndAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(EndTimeout);
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        catch (IOException)
        {
            await _process.WaitForExitAsync();
        }

        return _process.ExitCode == 0;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }
}
