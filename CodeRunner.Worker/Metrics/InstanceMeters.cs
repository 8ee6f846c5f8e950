using CodeRunner.Core.Metrics;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Metrics;

/// <summary>
/// A meter for each sandbox that this Worker acts for. While it acts for none, because the database is away, it goes on with those it had: nobody else can have taken them
/// over, or whoever did knows more, and is believed. For one loop.
/// </summary>
internal sealed partial class InstanceMeters(
    ISandboxProvider provider, SandboxWatch watch, Membership membership, TimeProvider clock, IOptions<MetricOptions> options, ILogger<InstanceMeters> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Guid, InstanceMeter> meters = [];
    private readonly Dictionary<Guid, long> refused = [];

    public async Task<List<(SandboxLabels Labels, Usage Usage)>> MeasureAsync(CancellationToken cancellationToken)
    {
        if (membership.Current is { } term)
            await FollowAsync(term, cancellationToken);
        var found = new List<(SandboxLabels, Usage)>(meters.Count);
        List<Guid>? ended = null;
        foreach (var (id, meter) in meters)
        {
            if (meter.TryMeasure(out var usage))
                found.Add((meter.Labels, usage));
            else
                (ended ??= []).Add(id);
        }
        ended?.ForEach(Close);
        return found;
    }

    public void Dispose()
    {
        foreach (var meter in meters.Values)
            meter.Dispose();
    }

    private async Task FollowAsync(Term term, CancellationToken cancellationToken)
    {
        var up = watch.Up().ToDictionary(sandbox => sandbox.Id, sandbox => sandbox.Labels);
        // A term ends before what it acted for is forgotten, and is the current one for a while yet: what was seen meanwhile says nothing.
        if (!term.IsValid)
            return;
        foreach (var gone in meters.Keys.Where(id => !up.ContainsKey(id)).ToList())
            Close(gone);
        foreach (var gone in refused.Keys.Where(id => !up.ContainsKey(id)).ToList())
            refused.Remove(gone);
        foreach (var (id, labels) in up)
        {
            if (!meters.ContainsKey(id) && (!refused.TryGetValue(id, out var since) || clock.GetElapsedTime(since) > Pause))
                await OpenAsync(id, labels, cancellationToken);
        }
    }

    private async Task OpenAsync(Guid id, SandboxLabels labels, CancellationToken cancellationToken)
    {
        refused[id] = clock.GetTimestamp();
        try
        {
            if (await provider.OpenMeterAsync(id, options.Value.DiskInterval, cancellationToken) is not { } meter)
                return;
            meters[id] = new InstanceMeter(labels, meter, clock);
            refused.Remove(id);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NotMeasured(logger, exception, id);
        }
    }

    private void Close(Guid id)
    {
        if (meters.Remove(id, out var meter))
            meter.Dispose();
        refused[id] = clock.GetTimestamp();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "What sandbox {SandboxId} uses can't be measured")]
    private static partial void NotMeasured(ILogger logger, Exception exception, Guid sandboxId);
}
