using CodeRunner.Core;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Scaling;

/// <summary>
/// Decides, each second, how many instances the deployments of this Worker have that scale by themselves: a moment after the second was measured. In most seconds it asks the
/// database nothing. It has no lock of its own: what it decides is stored under the deployment's lease.
/// </summary>
internal sealed partial class ScaleLoop(
    ScaleWatches watches, ScaleFeed feed, ScaleJudge judge, ScaleRecorder recorder, TimeProvider clock, IOptions<ScalingOptions> options, ILogger<ScaleLoop> logger)
    : Loop(clock, TimeSpan.FromSeconds(1), logger), IWorkerDuty
{
    private const int Parallelism = 8;

    /// <summary>A second that was not measured by then is one without measurements.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2.5);

    private Term? current;
    private long? measured;

    public Task RunAsync(Term term)
    {
        current = term;
        watches.Clear();
        return RunAsync(term.Token);
    }

    protected override async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        measured = null;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Late);
        try
        {
            measured = await feed.Seconds.ReadAsync(late.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
        await Clock.Wait(options.Value.Patience, cancellationToken);
        return true;
    }

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await watches.RefreshAsync(cancellationToken);
        }
        catch (Exception exception) when (DatabaseOutage.IsCauseOf(exception))
        {
            NotRead(logger, exception);
        }
        var changes = new List<(ScaleWatch Watch, ScaleVerdict Verdict)>();
        var still = new List<(ScaleWatch Watch, ScaleVerdict Verdict)>();
        var second = measured ?? Clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var watch in watches.All)
        {
            var verdict = watch.Decide(second, measured is not null, feed.IsWhole);
            (verdict.IsChange ? changes : still).Add((watch, verdict));
        }
        await Parallel.ForEachAsync(
            changes.Where(each => each.Watch.Ownership.MayAct), new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (each, _) => await judge.TryChangeAsync(each.Watch, each.Verdict));
        await recorder.WriteAsync(still, current!);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What changed of policies and instances could not be read; decisions go by what was known")]
    private static partial void NotRead(ILogger logger, Exception exception);
}
