using CodeRunner.Core.Metrics;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Metrics;

/// <summary>Rolls up what is due, makes room for what comes, and drops what nobody keeps any more. One Worker does it for all; were it two, the result would be the same.</summary>
internal sealed partial class RollupLoop(Database database, TimeProvider clock, ILogger<RollupLoop> logger) : Loop(clock, TimeSpan.FromSeconds(15), logger), ILeaderDuty
{
    private static readonly TimeSpan KeepEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeepAgainAfter = TimeSpan.FromMinutes(1);

    private DateTimeOffset keepAt;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        if (now >= keepAt)
            keepAt = now + (await TryKeepAsync(now.ToUnixTimeSeconds(), cancellationToken) ? KeepEvery : KeepAgainAfter);
        if (await MetricRollup.RollAsync(database.Source, now.ToUnixTimeSeconds(), cancellationToken) is { Torn: > 0 } result)
            Torn(logger, result.Torn, result.FirstTorn);
    }

    /// <summary>A roll-up makes the partitions that it needs itself: it goes on where this can't be done.</summary>
    private async Task<bool> TryKeepAsync(long now, CancellationToken cancellationToken)
    {
        var done = true;
        foreach (var level in MetricLevel.All)
        {
            try
            {
                done &= await MetricPartitions.KeepAsync(database.Source, level, now, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                NotKept(logger, exception, level.Table);
                done = false;
            }
        }
        return done;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The partitions of {Table} could not be made and dropped; it is tried again in a minute")]
    private static partial void NotKept(ILogger logger, Exception exception, string table);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} blocks of metrics were not rolled up, as a row of theirs can't be read; the first is deployment {DeploymentId}'s")]
    private static partial void Torn(ILogger logger, int count, Guid? deploymentId);
}
