using System.Diagnostics;
using System.Globalization;
using CodeRunner.Benchmarks.Load;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>Does what a schedule says to a platform's services.</summary>
internal sealed class FaultMaker(Platform platform, TextWriter people)
{
    /// <summary>What waits for another that is killed as well starts after it; on a busy machine one minute was too short once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Returns when all faults are over and all services run.</summary>
    public async Task RunAsync(IReadOnlyList<Fault> schedule, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(schedule.GroupBy(each => each.Service).Select(async faults =>
        {
            foreach (var fault in faults)
            {
                var early = fault.At - watch.Elapsed;
                if (early > TimeSpan.Zero)
                    await Task.Delay(early, cancellationToken);
                await people.WriteLineAsync($"{watch.Elapsed:mm\\:ss\\.f} {fault.Kind} {fault.Service} for {fault.For.TotalSeconds:0.0} s");
                await MakeAsync(fault, cancellationToken);
            }
        }));
    }

    private async Task MakeAsync(Fault fault, CancellationToken cancellationToken)
    {
        if (fault.Kind == FaultKind.Delay)
        {
            var standing = ProcessGroup.Tree(await platform.RunningProcessIdAsync(fault.Service, cancellationToken)).Members;
            await SignalAsync("STOP", standing);
            await Task.Delay(fault.For, cancellationToken);
            await SignalAsync("CONT", standing);
            return;
        }
        if (fault.Kind == FaultKind.Kill)
            await SignalAsync("KILL", [await platform.RunningProcessIdAsync(fault.Service, cancellationToken)]);
        else
            await platform.StopAsync([fault.Service]);
        await platform.EndedAsync(fault.Service, cancellationToken);
        await Task.Delay(fault.For, cancellationToken);
        await BringBackAsync(fault.Service, cancellationToken);
    }

    /// <summary>As whoever watches over services does it: what does not start is started again. PostgreSQL refuses while children of a killed one are there.</summary>
    private async Task BringBackAsync(string service, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            while (!await platform.TryStartAsync(service, limit.Token))
                await Task.Delay(TimeSpan.FromMilliseconds(500), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Not within {Patience}: {service} runs again; it is {platform.StateOf(service)}.");
        }
    }

    private static async Task SignalAsync(string signal, IReadOnlyList<int> processes)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync();
    }
}
