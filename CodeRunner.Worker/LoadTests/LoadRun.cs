using System.Diagnostics;
using CodeRunner.Contracts;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.LoadTests;

namespace CodeRunner.Worker.LoadTests;

/// <summary>One load test while it runs: a first request, which wakes what sleeps, a warm-up, and a step for each number of requests at once.</summary>
internal sealed class LoadRun(LoadTest test, LoadClient client, Func<Task<LoadFacts?>> look, Func<LoadTestProgress, Task> tell, TimeSpan requestTime, TimeSpan firstTime)
    : IDisposable
{
    private const int WarmUpConcurrency = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private bool disposed;
    private readonly List<LoadTestStep> steps = [];
    private (LoadTestState State, Reason? Reason)? stopped;
    private LoadFacts? measured;
    private long warmUp;

    public Guid Id => test.Id;

    public Guid DeploymentId => test.DeploymentId;

    public LoadTestProgress Progress => new(measured?.Release, measured?.Limits, measured?.Instances, client.Sent, warmUp, [.. steps]);

    /// <summary>Requests under way are broken off. The first reason counts.</summary>
    public void Stop(LoadTestState state, Reason reason)
    {
        lock (gate)
        {
            stopped ??= (state, reason);
            if (!disposed)
                stop.Cancel();
        }
    }

    public void Dispose()
    {
        lock (gate)
            disposed = true;
        stop.Dispose();
        client.Dispose();
    }

    /// <summary>Ends it where what it measures is not there any more.</summary>
    public void See(LoadFacts? facts)
    {
        if (facts is not { Desired: DesiredState.Running })
            Stop(LoadTestState.Failed, LoadTestReasons.Stopped);
        else if (measured is not null && facts.ReleaseId != measured.ReleaseId)
            Stop(steps.Count > 0 ? LoadTestState.Completed : LoadTestState.Failed, LoadTestReasons.Released);
    }

    /// <summary>Returns how it ended. Throws where what it runs under does.</summary>
    public async Task<(LoadTestState State, Reason? Reason)> RunAsync(CancellationToken cancellationToken)
    {
        await using var ends = cancellationToken.Register(stop.Cancel);
        var (state, reason) = await MeasureAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return stopped ?? (state, reason);
    }

    private async Task<(LoadTestState State, Reason? Reason)> MeasureAsync()
    {
        await client.AskAsync(firstTime, stop.Token);
        warmUp = client.Sent;
        See(measured = await LookWhenAwakeAsync());
        if (measured is not { Release: not null, Instances: > 0 })
            return (LoadTestState.Failed, LoadTestReasons.NotAwake);
        await tell(Progress);
        var began = Stopwatch.GetTimestamp();
        await new LoadPart(client, Math.Min(WarmUpConcurrency, test.Plan.MaxConcurrency), test.Plan.WarmUp(), requestTime).RunAsync(stop.Token);
        warmUp = client.Sent;
        var left = new Queue<int>(test.Plan.Concurrencies());
        while (left.Count > 0 && !stop.IsCancellationRequested)
        {
            var time = TimeSpan.FromSeconds(test.Plan.Seconds) - Stopwatch.GetElapsedTime(began);
            if (time <= TimeSpan.Zero)
                return (steps.Count > 0 ? LoadTestState.Completed : LoadTestState.Failed, LoadTestReasons.TimeUp);
            if (await StepAsync(left.Dequeue(), LoadTestPlan.Share(test.Plan.MaxRequests - (int)client.Sent, time, left.Count + 1)) is { } errors)
                return (LoadTestState.Completed, errors);
        }
        return (LoadTestState.Completed, null);
    }

    /// <summary>Who wakes answers a moment before the database says that it runs.</summary>
    private async Task<LoadFacts?> LookWhenAwakeAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var facts = await look();
            if (facts is not { Desired: DesiredState.Running, Instances: 0 } || stop.IsCancellationRequested || Stopwatch.GetElapsedTime(began) > Patience)
                return facts;
            await Task.Delay(Pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Returns why there shall be no other. A step that was broken off is none.</summary>
    private async Task<Reason?> StepAsync(int concurrency, LoadTestShare share)
    {
        var part = new LoadPart(client, concurrency, share, requestTime);
        var tally = await part.RunAsync(stop.Token);
        var time = part.Elapsed;
        var facts = await look();
        See(facts);
        if (stop.IsCancellationRequested)
            return null;
        steps.Add(tally.ToStep(concurrency, time, facts!.Instances));
        await tell(Progress);
        return LoadTestPlan.IsTooMuch(tally.Errors, tally.Requests) ? LoadTestReasons.Errors((double)tally.Errors / tally.Requests, concurrency) : null;
    }
}
