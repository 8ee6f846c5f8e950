using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Scaling;

internal static class ScalingViews
{
    /// <summary>How each of the deployments scales by itself, in a few queries; those without policies and schedules are left out.</summary>
    public static async Task<IReadOnlyDictionary<Guid, DeploymentScaling>> ScalingOfAsync(
        this CodeRunnerDb db, IReadOnlyCollection<Deployment> deployments, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = deployments.Select(deployment => deployment.Id).ToArray();
        var policies = await db.ScalingPolicies.AsNoTracking()
            .Where(policy => ids.Contains(policy.DeploymentId))
            .GroupBy(policy => policy.DeploymentId)
            .Select(group => new
            {
                group.Key,
                Minimum = group.Max(policy => policy.Enabled ? (int?)policy.MinInstances : null),
                Maximum = group.Max(policy => policy.Enabled ? (int?)policy.MaxInstances : null),
            })
            .ToDictionaryAsync(group => group.Key, cancellationToken);
        var schedules = (await db.ScalingSchedules.AsNoTracking().Where(schedule => ids.Contains(schedule.DeploymentId)).ToListAsync(cancellationToken))
            .ToLookup(schedule => schedule.DeploymentId);
        var names = await NamesAsync(db, deployments, cancellationToken);
        var scaling = new Dictionary<Guid, DeploymentScaling>();
        foreach (var deployment in deployments.Where(each => policies.ContainsKey(each.Id) || schedules.Contains(each.Id)))
        {
            var bounds = policies.GetValueOrDefault(deployment.Id);
            var raised = schedules[deployment.Id].Where(schedule => schedule.Enabled && schedule.Times()?.Holds(now) == true).Select(schedule => schedule.MinInstances);
            var minimum = raised.Append(bounds?.Minimum ?? 1).Max();
            var enabled = bounds?.Minimum is not null || schedules[deployment.Id].Any(schedule => schedule.Enabled);
            scaling.Add(deployment.Id, new(
                enabled && deployment.ScalingSuspendedAt is null,
                deployment.ScalingSuspendedAt,
                deployment.ScalingSuspendedBy is { } by ? names.GetValueOrDefault(by) : null,
                minimum,
                Math.Max(minimum, bounds?.Maximum ?? Deployment.MostInstances)));
        }
        return scaling;
    }

    private static async Task<Dictionary<Guid, string>> NamesAsync(CodeRunnerDb db, IReadOnlyCollection<Deployment> deployments, CancellationToken cancellationToken)
    {
        var suspenders = deployments.Select(deployment => deployment.ScalingSuspendedBy).OfType<Guid>().Distinct().ToArray();
        return suspenders.Length == 0
            ? []
            : await db.Users.Where(user => suspenders.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, cancellationToken);
    }
}
