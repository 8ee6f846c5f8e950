using System.Diagnostics;
using System.Text.Json;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;

/// <summary>Starts a shim, hands it its instruction and hears whether the app runs. From then on nothing ties it to this process.</summary>
internal static class ShimLauncher
{
    /// <summary>By this variable a launcher finds what a killed run left. The shim keeps it from the app.</summary>
    private const string RunVariable = "CODERUNNER_RUN";
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    public static async Task LaunchAsync(string program, LaunchInstruction instruction, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        using var shim = Start(program);
        var identity = ProcessIdentity.Of(shim.Id);
        try
        {
            var answer = await ExchangeAsync(shim, instruction, limit.Token);
            if (answer is not { Started: true }) throw Refusal(answer);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(shim, identity, instruction.StateDirectory);
            if (!cancellationToken.IsCancellationRequested) throw new SandboxException("start_timeout", "The sandbox did not start in time.");
            throw;
        }
    }

    /// <summary>It ends what it has begun. Killed at the wrong moment, it would leave a first process that takes its end for the word to go on.</summary>
    private static async Task EndAsync(Process shim, ProcessIdentity? identity, string stateDirectory)
    {
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            new SandboxDirectory(stateDirectory).WriteStop(TimeSpan.Zero);
            await shim.WaitForExitAsync(patience.Token);
        }
        catch (Exception late) when (late is IOException or OperationCanceledException)
        {
            if (identity is not null) await ProcessTree.KillAsync(identity);
        }
    }

    /// <summary>A shim with its streams to us and nothing of our environment.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        if (!File.Exists(program)) throw new SandboxException("shim_missing", $"{SandboxOptions.Section}:{nameof(SandboxOptions.ShimPath)}: there is no {program}.");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/", UseShellExecute = false };

        // The Worker's own environment holds what reaches the database.
        start.Environment.Clear();
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        if (Environment.GetEnvironmentVariable(RunVariable) is { } run) start.Environment[RunVariable] = run;
        return Process.Start(start)!;
    }

    private static async Task<LaunchAnswer?> ExchangeAsync(Process shim, LaunchInstruction instruction, CancellationToken cancellationToken)
    {
        try
        {
            await using (var input = shim.StandardInput.BaseStream)
                await JsonSerializer.SerializeAsync(input, instruction, ProtocolJson.Default.LaunchInstruction, cancellationToken);
        }
        catch (IOException)
        {
            // It ended before it had read all; its answer says why, or that there is none does.
        }

        var answer = await shim.StandardOutput.ReadToEndAsync(cancellationToken);
        return answer.Length == 0 ? null : JsonSerializer.Deserialize(answer, ProtocolJson.Default.LaunchAnswer);
    }

    private static SandboxException Refusal(LaunchAnswer? answer)
    {
        const string notRun = "bwrap: execvp ";
        if (answer?.Message is not { } message) return new SandboxException("start_failed", "The sandbox's supervisor ended before the app was started.");
        if (answer.Code is { } code) return new SandboxException(code, message);
        if (message.StartsWith(notRun, StringComparison.Ordinal))
            return new SandboxException("command_not_run", $"The start command can't be run: {message[notRun.Length..]}");
        return new SandboxException("start_failed", $"The sandbox could not be made: {message}");
    }
}
