using CodeRunner.Core;
using CodeRunner.Core.Alerts.Deciding;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Metrics;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Worker.Alerts;

/// <summary>What was measured of deployments in the last moments: one question for all of them. One that nobody measured has no entry.</summary>
internal sealed class LoadReader(TimeProvider clock)
{
    /// <summary>What Workers saw is stored some ten seconds later: of these seconds, about thirty are there.</summary>
    private const int Seconds = 45;

    public async Task<IReadOnlyDictionary<Guid, ObservedLoad>> ReadAsync(CodeRunnerDb db, IReadOnlyCollection<Deployment> deployments, CancellationToken cancellationToken)
    {
        if (deployments.Count == 0)
            return new Dictionary<Guid, ObservedLoad>();
        await db.Database.OpenConnectionAsync(cancellationToken);
        var recent = await MetricHistory.ReadRecentAsync(
            (NpgsqlConnection)db.Database.GetDbConnection(), [.. deployments.Select(each => each.Id)], clock.GetUtcNow().ToUnixTimeSeconds(), Seconds, cancellationToken);
        return deployments.Where(each => recent.ContainsKey(each.Id)).ToDictionary(each => each.Id, each => RecentLoad.Of(recent[each.Id], each.Limits));
    }
}
