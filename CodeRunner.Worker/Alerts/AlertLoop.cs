using CodeRunner.Core.Alerts;
using CodeRunner.Core.Alerts.Deciding;
using CodeRunner.Core.Deployments;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Alerts;

/// <summary>
/// Looks at the alert rules of this Worker's deployments, a page at a time. The usual rules of deployments that are well are not even read: they are found by their
/// deployment's state, or by what they have found already.
/// </summary>
internal sealed partial class AlertLoop(
    Database database, Ownerships ownerships, AlertJudge judge, LoadReader loads, TimeProvider clock, IOptions<AlertOptions> options, ILogger<AlertLoop> logger)
    : Loop(clock, options.Value.Interval, logger), IWorkerDuty
{
    private const int PageSize = 200;

    private Term? current;

    public Task RunAsync(Term term)
    {
        current = term;
        return RunAsync(term.Token);
    }

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        Guid? after = Guid.Empty;
        while (after is { } from)
            after = await PageAsync(from, cancellationToken);
    }

    /// <summary>Where the next page begins; null at the end.</summary>
    private async Task<Guid?> PageAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var ids = await db.Database.SqlQuery<Guid>(
            $"""
            SELECT watched.id AS "Value" FROM (
                SELECT deployment_id AS id FROM alert_rules
                WHERE enabled AND (kind NOT IN ('Down', 'CrashLoop') OR pending_since IS NOT NULL OR alert_id IS NOT NULL)
                UNION SELECT id FROM deployments WHERE state NOT IN ('Running', 'Stopped', 'Created', 'Sleeping')) watched
            WHERE watched.id > {after} AND (SELECT worker_id FROM deployment_leases WHERE deployment_id = watched.id) = {current!.WorkerId}
            ORDER BY watched.id LIMIT {PageSize}
            """).ToListAsync(cancellationToken);
        var rules = (await db.AlertRules.AsNoTracking().Where(rule => rule.Enabled && ids.Contains(rule.DeploymentId)).ToListAsync(cancellationToken))
            .ToLookup(rule => rule.DeploymentId);
        var deployments = await db.Deployments.AsNoTracking().Where(each => ids.Contains(each.Id)).ToListAsync(cancellationToken);
        var instances = (await db.Instances.AsNoTracking().Where(each => ids.Contains(each.DeploymentId)).ToListAsync(cancellationToken))
            .ToLookup(instance => instance.DeploymentId);
        var measured = deployments.FindAll(each => rules[each.Id].Any(rule => AlertReader.IsMeasured(rule.Kind)));
        var load = await loads.ReadAsync(db, measured, cancellationToken);
        foreach (var deployment in deployments.Where(each => rules.Contains(each.Id)))
            await LookAsync(deployment, [.. rules[deployment.Id]], Observe(deployment, instances[deployment.Id], load.GetValueOrDefault(deployment.Id)));
        return ids.Count == PageSize ? ids[^1] : null;
    }

    private AlertObservation Observe(Deployment deployment, IEnumerable<Instance> instances, ObservedLoad? load) => new(
        deployment.DesiredState,
        deployment.DesiredInstances,
        deployment.State,
        deployment.ServingReleaseId is not null,
        [.. instances.Select(each => new ObservedInstance(each.ReleaseId == deployment.ServingReleaseId, each.State, each.StateSince, each.Crashes))],
        load,
        Clock.GetUtcNow());

    /// <summary>One deployment's trouble is no reason not to look at the others.</summary>
    private async Task LookAsync(Deployment deployment, IReadOnlyList<AlertRule> rules, AlertObservation seen)
    {
        if (!judge.IsNews(rules, seen) || ownerships.Find(deployment.Id) is not { } ownership)
            return;
        try
        {
            using var looking = ownership.Use();
            await judge.JudgeAsync(ownership, deployment, seen);
        }
        catch (Exception exception) when (exception is LeaseLostException or DbUpdateException || (exception is OperationCanceledException && ownership.Token.IsCancellationRequested))
        {
            NotStored(logger, exception, deployment.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "What the alert rules of {DeploymentId} found was not stored; the next look finds it again")]
    private static partial void NotStored(ILogger logger, Exception exception, Guid deploymentId);
}
