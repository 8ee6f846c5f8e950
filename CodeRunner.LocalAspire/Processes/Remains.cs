using System.Globalization;
using CodeRunner.LocalAspire.Hosting;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>Ends the server that a killed run left on the same data. Two on one directory would destroy it.</summary>
internal static class Remains
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public static async Task EndAsync(RemainsQuery query, RunnerServices services, CancellationToken cancellationToken)
    {
        if (Find(query) is not { } pid) return;
        RunnerLog.Remains(services.Logger, query.Program, pid, query.Resource);
        Signal.Send(pid, query.StopSignal);
        if (await EndsAsync(query, pid, cancellationToken)) return;
        Signal.Send(pid, Signal.Kill);
        await EndsAsync(query, pid, cancellationToken);
    }

    private static async Task<bool> EndsAsync(RemainsQuery query, int pid, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Step)
        {
            if (Find(query) != pid) return true;
            await Task.Delay(Step, cancellationToken);
        }

        return false;
    }

    // A pid alone may belong to somebody else by now: the process must be that program, at work in that very directory.
    private static int? Find(RemainsQuery query)
    {
        try
        {
            var text = File.ReadAllText(query.PidFile);
            if (!int.TryParse(text.Split('\n')[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) return null;
            if (File.ReadAllText($"/proc/{pid}/comm").Trim() != query.Program) return null;
            return File.ReadAllText($"/proc/{pid}/cwd/{Path.GetFileName(query.PidFile)}") == text ? pid : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
