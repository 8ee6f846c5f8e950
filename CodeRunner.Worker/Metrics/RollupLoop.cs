using CodeRunner.Core.Metrics;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Metrics;

/// <summary>Rolls up what is due, makes room for what comes, and drops what nobody keeps any more. One Worker does it for all; were it two, the result would be the same.</summary>
internal sealed class RollupLoop(Database database, TimeProvider clock, ILogger<RollupLoop> logger) : Loop(clock, TimeSpan.FromSeconds(15), logger), ILeaderDuty
{
    private static readonly TimeSpan KeepEvery = TimeSpan.FromMinutes(10);

    private DateTimeOffset keepAt;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        if (now >= keepAt)
        {
            foreach (var level in MetricLevel.All)
                await MetricPartitions.KeepAsync(database.Source, level, now.ToUnixTimeSeconds(), cancellationToken);
            keepAt = now + KeepEvery;
        }
        await MetricRollup.RollAsync(database.Source, now.ToUnixTimeSeconds(), cancellationToken);
    }
}
