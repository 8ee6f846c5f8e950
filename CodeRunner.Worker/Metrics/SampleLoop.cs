using CodeRunner.Worker.Ingress.Counting;
using CodeRunner.Worker.Live;
using CodeRunner.Worker.Optimization;
using CodeRunner.Worker.Scaling;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Metrics;

/// <summary>
/// Each second, what the instances of this Worker use and what its ingress counted: told at once to those who watch, and stored some seconds at a time. It needs neither
/// PostgreSQL nor Redis, and goes on while they are away.
/// </summary>
internal sealed class SampleLoop(
    InstanceMeters meters, TrafficCounters counters, PartStore store, LivePublisher live, ScaleFeed scaling, UsageFeed usage, TimeProvider clock, IOptions<MetricOptions> options, ILogger<SampleLoop> logger)
    : Loop(clock, TimeSpan.FromSeconds(1), logger)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly OpenParts open = new();
    private long last;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        store.Add(open.Close());
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Value.Enabled ? base.ExecuteAsync(stoppingToken) : Task.CompletedTask;

    /// <summary>In the middle of a second, so that a tick that is a little early or late is still of its own; all Workers tick at once, and their parts come together.</summary>
    protected override async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        var past = TimeSpan.FromTicks(Clock.GetUtcNow().Ticks % Second.Ticks);
        await Clock.Wait(past < Second / 2 ? Second / 2 - past : Second * 1.5 - past, cancellationToken);
        return true;
    }

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        var second = Clock.GetUtcNow().ToUnixTimeSeconds();
        if (second == last)
            return;
        last = second;
        if (open.IsOver(second))
            store.Add(open.Close());
        var measured = await meters.MeasureAsync(cancellationToken);
        List<CountedTraffic> counted = [.. counters.Take()];
        var parts = open.Add(second, measured, counted);
        usage.Tell(measured, counted);
        scaling.Tell(second, parts);
        foreach (var part in parts)
            live.Publish(part);
    }
}
