using CodeRunner.Api.Configuration;
using CodeRunner.Api.Scaling;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Deployments;

/// <summary>Deployments as clients see them, with their releases, instances, firing alerts, scaling and configuration: a few queries, however many they are.</summary>
internal sealed class DeploymentViews(CodeRunnerDb db, IOptions<IngressOptions> ingress, TimeProvider time)
{
    public async Task<DeploymentResponse> ShowAsync(Deployment deployment, CancellationToken cancellationToken) =>
        (await ShowAsync([deployment], cancellationToken))[0];

    public async Task<IReadOnlyList<DeploymentResponse>> ShowAsync(IReadOnlyCollection<Deployment> deployments, CancellationToken cancellationToken)
    {
        var ids = deployments.Select(deployment => deployment.Id).ToArray();
        var releases = await ReleasesAsync(ids, cancellationToken);
        var instances = await InstancesAsync(ids, cancellationToken);
        var running = await db.RunningConfigurationsAsync(deployments, cancellationToken);
        var scaling = await db.ScalingOfAsync(deployments, time.GetUtcNow(), cancellationToken);
        var firing = await db.Alerts.AsNoTracking()
            .Where(alert => alert.State == AlertState.Firing && alert.DeploymentId != null && ids.Contains(alert.DeploymentId.Value))
            .GroupBy(alert => alert.DeploymentId!.Value)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        return
        [
            .. deployments.Select(deployment => Show(deployment, [.. releases[deployment.Id]], [.. instances[deployment.Id]]) with
            {
                FiringAlerts = firing.GetValueOrDefault(deployment.Id),
                Scaling = scaling.GetValueOrDefault(deployment.Id),
                Configuration = running.GetValueOrDefault(deployment.Id),
            }),
        ];
    }

    /// <summary>For each deployment the release that serves and the newest, which may be the same; by number.</summary>
    private async Task<ILookup<Guid, ReleaseOutcome>> ReleasesAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        var rows = await (
            from deployment in db.Deployments.AsNoTracking()
            from release in db.Releases
            where ids.Contains(deployment.Id) && release.DeploymentId == deployment.Id
                && (release.Id == deployment.ServingReleaseId || release.Number == deployment.LastReleaseNumber)
            orderby release.Number
            select new { release.DeploymentId, release.Id, release.Number, release.State, release.Reason }).ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.DeploymentId, row => new ReleaseOutcome(row.Id, row.Number, row.State, row.Reason));
    }

    private async Task<ILookup<Guid, InstanceResponse>> InstancesAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        var rows = await (
            from instance in db.Instances.AsNoTracking()
            from release in db.Releases
            where ids.Contains(instance.DeploymentId) && release.Id == instance.ReleaseId
            orderby instance.Id
            select new { instance, release.Number }).ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.instance.DeploymentId, row => Show(row.instance, row.Number));
    }

    private static InstanceResponse Show(Instance instance, int release) => new(
        instance.Id, instance.State, instance.Reason, instance.NodeId, instance.StartedAt, instance.Restarts, release);

    private DeploymentResponse Show(Deployment deployment, IReadOnlyList<ReleaseOutcome> releases, IReadOnlyList<InstanceResponse> instances) => new(
        deployment.Id,
        deployment.ProjectId,
        deployment.Name,
        deployment.Slug,
        deployment.Environment,
        deployment.State,
        deployment.Reason,
        ingress.Value.UrlOf(deployment.Slug),
        deployment.DesiredInstances,
        deployment.Limits,
        (releases.FirstOrDefault(release => release.Id == deployment.ServingReleaseId) ?? releases.LastOrDefault()) is { } shown
            ? new ReleaseSummary(shown.Id, shown.Number, shown.State)
            : null,
        instances,
        deployment.Settings.Runtime,
        deployment.Settings.BuildCommand,
        deployment.Settings.StartCommand,
        deployment.Settings.HealthPath,
        deployment.Egress,
        deployment.CreatedAt,
        deployment.DrainSeconds,
        releases.LastOrDefault())
    {
        Ingress = deployment.Ingress,
        VariableTemplates = deployment.VariableTemplates,
    };
}
