using System.Collections.Immutable;
using CodeRunner.Contracts.Live;
using CodeRunner.Core.Metrics;
using StackExchange.Redis;

namespace CodeRunner.Api.Live;

/// <summary>
/// What Workers say of one deployment, put together second by second: each tells its own part in the middle of the same second, so that a moment after the first all are
/// there. What comes later only history has.
/// </summary>
internal sealed partial class SampleFeed(Guid deploymentId, TimeProvider time, ILogger logger)
{
    private const int MostParts = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly Lock gate = new();
    private readonly Dictionary<long, List<MetricBlock>> waiting = [];
    private ImmutableArray<Action<LiveSample>> handlers = [];
    private long told;

    public void Add(Action<LiveSample> handler) => ImmutableInterlocked.Update(ref handlers, all => all.Add(handler));

    public void Remove(Action<LiveSample> handler) => ImmutableInterlocked.Update(ref handlers, all => all.Remove(handler));

    public void Take(RedisValue message)
    {
        try
        {
            var part = MetricPacking.Unpack((byte[]?)message);
            lock (gate)
            {
                if (part is not { Step: 1, Points.Length: 1 } || part.Start <= told || waiting.Count >= MostParts)
                    return;
                if (waiting.TryGetValue(part.Start, out var parts))
                {
                    if (parts.Count < MostParts)
                        parts.Add(part);
                    return;
                }
                waiting[part.Start] = [part];
            }
            _ = TellAsync(part.Start);
        }
        catch (InvalidDataException exception)
        {
            LogUnreadable(logger, exception);
        }
    }

    private async Task TellAsync(long second)
    {
        await Task.Delay(Patience, time);
        List<MetricBlock>? parts;
        lock (gate)
        {
            waiting.Remove(second, out parts);
            told = Math.Max(told, second);
        }
        if (MetricFold.Merge(parts!, second, second + 1).Points[0] is not { } point)
            return;
        var sample = new LiveSample(deploymentId, DateTimeOffset.FromUnixTimeSeconds(second), MetricName.ValuesOf(point));
        foreach (var handler in handlers)
            handler(sample);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A live sample could not be read; history has it.")]
    private static partial void LogUnreadable(ILogger logger, Exception exception);
}
