using System.Globalization;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Costs;
using CodeRunner.Core;
using CodeRunner.Core.Alerts;
using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Core.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Costs;

/// <summary>Whether a project's month is over its budget, or will be: an alert fires when that begins, another when what was foreseen has come, and it ends with it.</summary>
internal sealed class BudgetJudge(CodeRunnerDb db, CostReader costs, ProjectPrices prices, TimeProvider time)
{
    /// <summary>A forecast moves a little with each hour: what was over the budget is not over it any more only a little below.</summary>
    private const decimal ClearBelow = 0.95m;

    public Task<bool> JudgeAsync(Guid projectId, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
            var project = await db.ProjectCosts.FromSql($"SELECT *, xmin FROM project_costs WHERE project_id = {projectId} FOR UPDATE SKIP LOCKED").SingleOrDefaultAsync(cancellationToken);
            if (project is null)
                return false;
            var now = time.GetUtcNow();
            var list = prices.Of(project);
            var forecast = project.BudgetPerMonth is null ? null : await costs.ForecastAsync(projectId, list, cancellationToken);
            var state = forecast is null ? BudgetState.Ok : StateOf(project, forecast);
            var firing = project.AlertId;
            if (firing is not null && state != project.BudgetState)
            {
                await ResolveAsync(firing.Value, state, now, cancellationToken);
                firing = null;
            }
            if (firing is null && state != BudgetState.Ok)
                firing = await FireAsync(project, state, forecast!, list.Currency, now, cancellationToken);
            project.Check(state, firing, now);
            await db.SaveChangesAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    private static BudgetState StateOf(ProjectCosts project, CostForecast forecast)
    {
        var budget = project.BudgetPerMonth!.Value;
        var state = new Budget(budget).StateOf(forecast);
        return state == BudgetState.Ok && project.BudgetState == BudgetState.ForecastOver && forecast.Expected > budget * ClearBelow ? BudgetState.ForecastOver : state;
    }

    private async Task<Guid> FireAsync(ProjectCosts project, BudgetState state, CostForecast forecast, string currency, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var budget = project.BudgetPerMonth!.Value;
        var amount = state == BudgetState.Over ? forecast.Spent : forecast.Expected;
        string Text(decimal value) => $"{Currency.Round(value, currency).ToString($"F{Currency.DigitsOf(currency)}", CultureInfo.InvariantCulture)} {currency}";
        var summary = state == BudgetState.Over
            ? $"This month has cost {Text(amount)}, more than its budget of {Text(budget)}."
            : $"This month is expected to cost {Text(amount)}, more than its budget of {Text(budget)}.";
        var alert = new Alert(project.ProjectId, (double)Math.Round(100 * amount / budget, 1), summary, now);
        db.Alerts.Add(alert);
        await db.TellWebhooksAsync(alert, null, now, cancellationToken);
        return alert.Id;
    }

    private async Task ResolveAsync(Guid alertId, BudgetState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Alerts.SingleOrDefaultAsync(alert => alert.Id == alertId && alert.State == AlertState.Firing, cancellationToken) is not { } alert)
            return;
        alert.Resolve(state == BudgetState.Ok ? "The month is within its budget." : "It is another one now.", now);
        await db.TellWebhooksAsync(alert, null, now, cancellationToken);
        // The next one fires only when this one is over.
        await db.SaveChangesAsync(cancellationToken);
    }
}
