using CodeRunner.Contracts.Deployments;
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
        var limits = await LimitsAsync(db, deployments, cancellationToken);
        return deployments.Where(each => recent.ContainsKey(each.Id)).ToDictionary(
            each => each.Id, each => RecentLoad.Of(recent[each.Id], limits.GetValueOrDefault(each.ServingReleaseId ?? default, each.Limits)));
    }

    /// <summary>Those that the instances have, which are their release's: what was set since may never come to serve.</summary>
    private static Task<Dictionary<Guid, Limits>> LimitsAsync(CodeRunnerDb db, IReadOnlyCollection<Deployment> deployments, CancellationToken cancellationToken)
    {
        var serving = deployments.Select(each => each.ServingReleaseId).OfType<Guid>().ToList();
        return db.Releases.Where(release => serving.Contains(release.Id)).Select(release => new { release.Id, release.Limits }).ToDictionaryAsync(release => release.Id, release => release.Limits, cancellationToken);
    }
}
