using System.Diagnostics;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>A running process whose output is read line by line.</summary>
internal sealed class ManagedProcess : IDisposable
{
    // What an orphaned grandchild still holds open is not waited for.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ProcessSpec _spec;
    private readonly Task _output;

    private ManagedProcess(Process process, ProcessSpec spec, Action<string, bool> onLine)
    {
        _process = process;
        _spec = spec;
        _output = Task.WhenAll(
            LineReader.ReadAsync(process.StandardOutput.BaseStream, line => onLine(line, false)),
            LineReader.ReadAsync(process.StandardError.BaseStream, line => onLine(line, true)));
        Exited = WaitAsync();
    }

    public int Id => _process.Id;

    /// <summary>The exit code, once the process has ended; 128 and the signal's number when one ended it.</summary>
    public Task<int> Exited { get; }

    public static async Task<ManagedProcess> StartAsync(ProcessSpec spec, Action<string, bool> onLine)
    {
        var command = CommandLine.For(spec);
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in spec.Environment) start.Environment[name] = value;
        var process = await Launcher.StartAsync(start);
        await WriteInputAsync(process, spec.Input);
        return new ManagedProcess(process, spec, onLine);
    }

    /// <summary>Asks it to end, and kills it after its grace. True when it ended by itself.</summary>
    public async Task<bool> StopAsync()
    {
        Signal.Send(Id, _spec.StopSignal);
        var ended = await EndsWithinAsync(_spec.Grace);
        if (!ended) Signal.Send(Id, Signal.Kill);
        await Exited;
        return ended;
    }

    public void Dispose() => _process.Dispose();

    private async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        try
        {
            await Exited.WaitAsync(time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        if (_spec.EndsItsChildren) Signal.Send(-Id, Signal.Kill);
        await Task.WhenAny(_output, Task.Delay(DrainTime));
        return _process.ExitCode;
    }

    private static async Task WriteInputAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code and output say why.
        }
    }
}
