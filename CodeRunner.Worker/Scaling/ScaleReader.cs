using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Scaling;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Worker.Data;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Scaling;

/// <summary>Reads what decisions go by, of many deployments at once. Those without an enabled policy or schedule are not among the answers.</summary>
internal sealed class ScaleReader(Database database)
{
    public async Task<Dictionary<Guid, ScaledDeployment>> ReadAsync(IReadOnlyCollection<Guid> deploymentIds, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var policies = (await db.ScalingPolicies.AsNoTracking().Where(each => each.Enabled && deploymentIds.Contains(each.DeploymentId)).OrderBy(each => each.Id).ToListAsync(cancellationToken))
            .ToLookup(each => each.DeploymentId);
        var schedules = (await db.ScalingSchedules.AsNoTracking().Where(each => each.Enabled && deploymentIds.Contains(each.DeploymentId)).ToListAsync(cancellationToken))
            .ToLookup(each => each.DeploymentId);
        var scaled = policies.Select(each => each.Key).Union(schedules.Select(each => each.Key)).ToList();
        if (scaled.Count == 0)
            return [];
        var deployments = await db.Deployments.AsNoTracking().Where(each => scaled.Contains(each.Id)).ToListAsync(cancellationToken);
        var releases = await ReleasesAsync(db, scaled, cancellationToken);
        var instances = (await db.Instances.AsNoTracking().Where(each => scaled.Contains(each.DeploymentId) && each.State == InstanceState.Running).ToListAsync(cancellationToken))
            .ToLookup(each => each.DeploymentId);
        var tested = await db.LoadTests.Where(each => scaled.Contains(each.DeploymentId) && each.State == LoadTestState.Running).Select(each => each.DeploymentId).ToListAsync(cancellationToken);
        return deployments.ToDictionary(
            each => each.Id, each => Make(each, releases[each.Id], instances[each.Id], policies[each.Id], schedules[each.Id]) with { IsLoadTested = tested.Contains(each.Id) });
    }

    public async Task<Dictionary<Guid, ScaleHistory>> ReadHistoryAsync(IReadOnlyCollection<Guid> deploymentIds, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var last = await db.ScalingDecisions.FromSql(
            $"""
            SELECT decision.* FROM unnest({deploymentIds.ToArray()}) wanted(deployment)
            CROSS JOIN LATERAL (SELECT * FROM scaling_decisions WHERE deployment_id = wanted.deployment ORDER BY id DESC LIMIT 1) decision
            """).AsNoTracking().ToDictionaryAsync(each => each.DeploymentId, cancellationToken);
        var changes = await db.ScalingDecisions.FromSql(
            $"""
            SELECT decision.* FROM unnest({deploymentIds.ToArray()}) wanted(deployment)
            CROSS JOIN LATERAL (SELECT * FROM scaling_decisions WHERE deployment_id = wanted.deployment AND from_instances <> to_instances ORDER BY id DESC LIMIT 1) decision
            """).AsNoTracking().ToDictionaryAsync(each => each.DeploymentId, cancellationToken);
        return deploymentIds.ToDictionary(id => id, id => new ScaleHistory(last.GetValueOrDefault(id), changes.GetValueOrDefault(id)));
    }

    /// <summary>Those that serve, for their limits, and those that are about to.</summary>
    private static async Task<ILookup<Guid, (Guid Id, ReleaseState State, Limits Limits)>> ReleasesAsync(CodeRunnerDb db, List<Guid> deploymentIds, CancellationToken cancellationToken) =>
        (await db.Releases
            .Where(each => deploymentIds.Contains(each.DeploymentId) && (each.State == ReleaseState.Starting || db.Deployments.Any(deployment => deployment.ServingReleaseId == each.Id)))
            .Select(each => new { each.DeploymentId, each.Id, each.State, each.Limits })
            .ToListAsync(cancellationToken))
        .ToLookup(each => each.DeploymentId, each => (each.Id, each.State, each.Limits));

    private static ScaledDeployment Make(
        Deployment deployment,
        IEnumerable<(Guid Id, ReleaseState State, Limits Limits)> releases,
        IEnumerable<Instance> instances,
        IEnumerable<ScalingPolicy> policies,
        IEnumerable<ScalingSchedule> schedules)
    {
        var serving = releases.FirstOrDefault(release => release.Id == deployment.ServingReleaseId);
        return new(
            deployment.Id,
            deployment.DesiredState,
            deployment.DesiredInstances,
            serving.Limits ?? deployment.Limits,
            [.. instances.Where(each => each.ReleaseId == deployment.ServingReleaseId).Select(each => new ScaledInstance(each.Id, each.StateSince, each.StateSince - each.StartedAt))])
        {
            Rules = [.. policies.Select(policy => policy.ToRule())],
            Schedules = [.. schedules.Where(each => each.Times() is not null).Select(each => new ScaledSchedule(each.Times()!, each.MinInstances))],
            IsSuspended = deployment.ScalingSuspendedAt is not null,
            Serves = deployment.ServingReleaseId is not null,
            IsDeploying = releases.Any(release => release.State == ReleaseState.Starting && release.Id != deployment.ServingReleaseId),
        };
    }
}
