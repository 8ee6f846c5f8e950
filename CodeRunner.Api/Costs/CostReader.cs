using CodeRunner.Contracts.Costs;
using CodeRunner.Core;
using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Costs;

/// <summary>What a project cost, and what its month will have cost.</summary>
internal sealed class CostReader(CodeRunnerDb db, ProjectPrices prices, TimeProvider time)
{
    private const int DaysOfForecast = 56;

    private static readonly EnvironmentName[] Everywhere = Enum.GetValues<EnvironmentName>();

    public async Task<CostResponse> ReadAsync(Guid projectId, Reach by, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var covered = Everywhere.Where(each => by.Allows(Right.Read, each)).ToArray();
        var costs = await db.ProjectCosts.AsNoTracking().SingleOrDefaultAsync(each => each.ProjectId == projectId, cancellationToken);
        var list = prices.Of(costs);
        var days = await db.ByDayAsync(projectId, covered, from, to, list, cancellationToken);
        var deployments = (await db.ByDeploymentAsync(projectId, covered, from, to, cancellationToken)).ConvertAll(each => each.Price(list));
        var forecast = await ForecastAsync(projectId, covered, list, cancellationToken);
        var total = days.Values.Aggregate(default(Cost), (sum, day) => sum + day);
        return new CostResponse(
            list.Currency, from, to, Money.Shown(total.Total), Money.Shown(total.Idle),
            Money.Shown(forecast.Expected), Money.Shown(forecast.Low), Money.Shown(forecast.High), Money.Shown(forecast.Spent),
            by.ReadsEverywhere && costs?.BudgetPerMonth is { } budget ? new BudgetResponse(budget, new Budget(budget).StateOf(forecast)) : null,
            [.. deployments.OrderByDescending(each => each.Total).ThenBy(each => each.Name, StringComparer.Ordinal)],
            [.. deployments.GroupBy(each => each.Environment).OrderBy(each => each.Key).Select(each => new EnvironmentCost(each.Key, each.Sum(one => one.Total), each.Sum(one => one.Idle)))],
            [.. Days(from, to).Select(day => new DayCost(day, Money.Shown(days.GetValueOrDefault(day).Total), Money.Shown(days.GetValueOrDefault(day).Idle)))],
            [.. days.GroupBy(each => new DateOnly(each.Key.Year, each.Key.Month, 1)).Select(each => new MonthCost(each.Key, Money.Shown(each.Sum(day => day.Value.Total)), Money.Shown(each.Sum(day => day.Value.Idle))))]);
    }

    /// <summary>Of the whole project, for its budget.</summary>
    public Task<CostForecast> ForecastAsync(Guid projectId, PriceList list, CancellationToken cancellationToken) => ForecastAsync(projectId, Everywhere, list, cancellationToken);

    private async Task<CostForecast> ForecastAsync(Guid projectId, EnvironmentName[] covered, PriceList list, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var days = await db.ByDayAsync(projectId, covered, today.AddDays(-DaysOfForecast), today.AddDays(1), list, cancellationToken);
        var first = days.Count == 0 ? today : days.First().Key;
        return CostForecaster.Of(new DailyCosts([.. Days(first, today).Select(day => days.GetValueOrDefault(day).Total)], today, days.GetValueOrDefault(today).Total));
    }

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly to)
    {
        for (var day = from; day < to; day = day.AddDays(1))
            yield return day;
    }
}
