using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Scaling;

/// <summary>
/// Decides, each second, how many instances the deployments of this Worker have that scale by themselves: a moment after the second was measured. Between, it glances at the
/// requests of its own ingress, so that a surge does not wait for its second to be over. In most seconds it asks the database nothing. It has no lock of its own: what it
/// decides is stored under the deployment's lease.
/// </summary>
internal sealed partial class ScaleLoop(
    ScaleWatches watches, ScaleFeed feed, RouteTable routes, ScaleJudge judge, ForecastTeacher teacher, ScaleRecorder recorder, TimeProvider clock, IOptions<ScalingOptions> options, ILogger<ScaleLoop> logger)
    : Loop(clock, TimeSpan.FromSeconds(1), logger), IWorkerDuty
{
    private const int Parallelism = 8;

    /// <summary>A second that was not measured by then is one without measurements.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2.5);

    private Term? current;
    private Task<bool>? telling;
    private long? measured;
    private long decidedAt;

    public Task RunAsync(Term term)
    {
        (current, telling, decidedAt) = (term, null, 0);
        watches.Clear();
        return RunAsync(term.Token);
    }

    protected override async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        measured = null;
        telling ??= feed.Seconds.WaitToReadAsync(cancellationToken).AsTask();
        await Task.WhenAny(telling, Clock.Wait(options.Value.GlanceInterval, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (!telling.IsCompleted)
            return true;
        telling = null;
        await Clock.Wait(options.Value.Patience, cancellationToken);
        if (feed.Seconds.TryRead(out var second))
            measured = second;
        return true;
    }

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        if (measured is not null || decidedAt == 0 || Clock.GetElapsedTime(decidedAt) > Late)
            await DecideAsync(cancellationToken);
        else
            await GlanceAsync(cancellationToken);
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        decidedAt = Clock.GetTimestamp();
        try
        {
            await watches.RefreshAsync(cancellationToken);
        }
        catch (Exception exception) when (DatabaseOutage.IsCauseOf(exception))
        {
            NotRead(logger, exception);
        }
        teacher.Teach(watches.All, cancellationToken);
        var changes = new List<(ScaleWatch Watch, ScaleVerdict Verdict)>();
        var still = new List<(ScaleWatch Watch, ScaleVerdict Verdict)>();
        var second = measured ?? Clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var watch in watches.All)
        {
            var verdict = watch.Decide(second, measured is not null, feed.IsWhole);
            if (verdict.IsChange)
                changes.Add((watch, verdict));
            else if (verdict.From > 0 || verdict.Rule == ScalingRule.Limit)
                // What sleeps goes on to, unless it is kept from waking: it costs no row.
                still.Add((watch, verdict));
        }
        await ChangeAsync(changes, cancellationToken);
        await recorder.WriteAsync(still, current!);
    }

    private Task GlanceAsync(CancellationToken cancellationToken)
    {
        var (now, surges) = (Clock.GetUtcNow(), new List<(ScaleWatch Watch, ScaleVerdict Verdict)>());
        foreach (var watch in watches.All)
        {
            if (watch.MayGlance && routes.FindLoad(watch.Deployment.Id)?.Came is { } came && watch.Glance(came, now) is { } verdict)
                surges.Add((watch, verdict));
        }
        return ChangeAsync(surges, cancellationToken);
    }

    private Task ChangeAsync(List<(ScaleWatch Watch, ScaleVerdict Verdict)> changes, CancellationToken cancellationToken) => changes.Count == 0 ? Task.CompletedTask : Parallel.ForEachAsync(
        changes.Where(each => each.Watch.Ownership.MayAct),
        new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
        async (each, _) => await judge.TryChangeAsync(each.Watch, each.Verdict));

    [LoggerMessage(Level = LogLevel.Warning, Message = "What changed of policies and instances could not be read; decisions go by what was known")]
    private static partial void NotRead(ILogger logger, Exception exception);
}
