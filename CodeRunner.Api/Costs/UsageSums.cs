using CodeRunner.Core;
using CodeRunner.Core.Optimization.Costs;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Costs;

/// <summary>Sums of days, made by the database: an answer costs as many rows as it has.</summary>
internal static class UsageSums
{
    public static Task<List<DeploymentUsage>> ByDeploymentAsync(
        this CodeRunnerDb db, Guid projectId, EnvironmentName[] environments, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        db.DailyUsage
            .Where(usage => usage.ProjectId == projectId && environments.Contains(usage.Environment) && usage.Day >= from && usage.Day < to)
            .GroupBy(usage => new { usage.DeploymentId, usage.Environment })
            .Select(days => new DeploymentUsage(
                days.Key.DeploymentId, days.Key.Environment, days.OrderByDescending(day => day.Day).First().Name,
                days.Sum(day => day.PaidCpu), days.Sum(day => day.UsedCpu), days.Sum(day => day.PaidGb), days.Sum(day => day.UsedGb), days.Sum(day => day.Requests), days.Sum(day => day.EgressBytes)))
            .ToListAsync(cancellationToken);

    /// <summary>Only days on which something ran, in their order.</summary>
    public static async Task<SortedDictionary<DateOnly, Cost>> ByDayAsync(
        this CodeRunnerDb db, Guid projectId, EnvironmentName[] environments, DateOnly from, DateOnly to, PriceList prices, CancellationToken cancellationToken)
    {
        var days = await db.DailyUsage
            .Where(usage => usage.ProjectId == projectId && environments.Contains(usage.Environment) && usage.Day >= from && usage.Day < to)
            .GroupBy(usage => usage.Day)
            .Select(day => new
            {
                Day = day.Key,
                PaidCpu = day.Sum(each => each.PaidCpu),
                UsedCpu = day.Sum(each => each.UsedCpu),
                PaidGb = day.Sum(each => each.PaidGb),
                UsedGb = day.Sum(each => each.UsedGb),
                Requests = day.Sum(each => each.Requests),
                EgressBytes = day.Sum(each => each.EgressBytes),
            })
            .ToListAsync(cancellationToken);
        return new(days.ToDictionary(day => day.Day, day => CostCalculator.Of(new(day.PaidCpu, day.PaidGb), new(day.UsedCpu, day.UsedGb), day.Requests, day.EgressBytes, prices)));
    }
}
