using CodeRunner.Core.Metrics;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Ingress;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Scaling;

/// <summary>
/// The last look before a deployment is put to sleep: at what is under way here in this moment, and at what all Workers stored, which also those did that could not be heard. Nobody asks this
/// of what is not about to sleep.
/// </summary>
internal sealed class IdleCheck(Database database, RouteTable routes, TimeProvider clock, IOptions<ScalingOptions> options)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    public async Task<bool> AgreesAsync(ScaleWatch watch, CancellationToken cancellationToken)
    {
        var (id, now) = (watch.Deployment.Id, clock.GetUtcNow().ToUnixTimeSeconds());
        if (routes.FindLoad(id) is { InFlight: > 0 })
            return false;
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        if (!watch.KnowsHabits)
        {
            var range = MetricRange.Decide(now - (long)Remembered.TotalSeconds, now, null, now);
            watch.State.LearnIdle(IdleGaps.Of(await MetricHistory.ReadAsync(connection, id, range, null, cancellationToken)));
            watch.KnowsHabits = true;
        }
        var reach = (int)Math.Min(options.Value.IdleCeiling.TotalSeconds, MetricLevel.Parts.Kept.TotalSeconds);
        var recent = await MetricHistory.ReadRecentAsync(connection, [id], now, reach, cancellationToken);
        if (recent.TryGetValue(id, out var seen) && IdleGaps.LastOf(seen) is { } last && !(last <= watch.State.LastRequest))
            watch.State.NoteRequest(last);
        return watch.State.IsIdle;
    }
}
