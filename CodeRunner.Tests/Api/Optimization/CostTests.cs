using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Costs;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Api.Optimization;

public sealed class CostTests : IAsyncLifetime
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UtcNow);

    private ApiFactory api = null!;
    private TestUser ada = null!;
    private ProjectResponse project = null!;

    public async Task InitializeAsync()
    {
        api = await ApiFactory.StartAsync(settings: new Dictionary<string, string> { ["Budgets:Interval"] = "00:00:00.2" });
        ada = await api.UserAsync();
        project = await ada.ProjectAsync();
    }

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task A_project_that_ran_nothing_cost_nothing()
    {
        var cost = await CostAsync();

        (cost.Currency, cost.Total, cost.Idle, cost.Forecast, cost.Budget).ShouldBe(("USD", 0, 0, 0, null));
        cost.ByDeployment.ShouldBeEmpty();
        cost.ByDay.Count.ShouldBe(Today.Day);
        (cost.From, cost.To).ShouldBe((new DateOnly(Today.Year, Today.Month, 1), Today.AddDays(1)));
    }

    [Fact]
    public async Task Days_are_added_up_by_deployment_environment_day_and_month_and_what_was_idle_apart()
    {
        var (web, gone) = (await ada.DeploymentAsync(project.Id), Guid.NewGuid());
        await RanAsync(web.Id, "Web", EnvironmentName.Production, Today, paidCpu: 24, usedCpu: 6, paidGb: 12, usedGb: 12);
        await RanAsync(web.Id, "Web", EnvironmentName.Production, Today.AddDays(-1), paidCpu: 24, usedCpu: 24, paidGb: 12, usedGb: 6);
        await RanAsync(gone, "Old", EnvironmentName.Staging, Today.AddDays(-40), paidCpu: 10, usedCpu: 0, paidGb: 0, usedGb: 0);

        var cost = await CostAsync($"?from={Today.AddDays(-60):yyyy-MM-dd}&to={Today.AddDays(1):yyyy-MM-dd}");

        cost.Total.ShouldBe(48 * 0.02m + 24 * 0.005m + 10 * 0.02m);
        cost.Idle.ShouldBe(18 * 0.02m + 6 * 0.005m + 10 * 0.02m);
        cost.ByDeployment.Select(each => (each.Name, each.Total)).ShouldBe([("Web", 48 * 0.02m + 24 * 0.005m), ("Old", 0.2m)]);
        cost.ByEnvironment.Select(each => each.Environment).ShouldBe([EnvironmentName.Staging, EnvironmentName.Production], ignoreOrder: true);
        cost.ByDay.Count.ShouldBe(61);
        cost.ByDay[^1].Total.ShouldBe(24 * 0.02m + 12 * 0.005m);
        cost.ByDay.Sum(each => each.Total).ShouldBe(cost.Total);
        cost.ByMonth.Sum(each => each.Total).ShouldBe(cost.Total);
        cost.Forecast.ShouldBeGreaterThanOrEqualTo(cost.SpentThisMonth);
    }

    [Fact]
    public async Task Who_sees_one_environment_sees_its_cost_and_no_others()
    {
        await RanAsync(Guid.NewGuid(), "Web", EnvironmentName.Production, Today, 24, 6, 12, 12);
        await RanAsync(Guid.NewGuid(), "Try", EnvironmentName.Staging, Today, 10, 6, 0, 0);
        await PutAsync(new(null, 1000));
        var bob = await api.UserAsync("Bob");
        await ada.SendAsync(HttpMethod.Put, $"/api/projects/{project.Id}/members/{bob.Email}", new { role = "developer", environments = new[] { "staging" } }).ShouldBeAsync(HttpStatusCode.NoContent);

        var seen = await bob.GetAsync<CostResponse>($"/api/projects/{project.Id}/cost");

        seen!.ByDeployment.ShouldHaveSingleItem().Name.ShouldBe("Try");
        (seen.Total, seen.Budget).ShouldBe((0.2m, null));
    }

    [Fact]
    public async Task A_price_list_of_the_projects_own_counts_and_can_be_taken_back()
    {
        await RanAsync(Guid.NewGuid(), "Web", EnvironmentName.Production, Today, 24, 6, 12, 12, requests: 1_000_000, egress: 1L << 31);

        await PutAsync(new(new PricesResponse("EUR", 0.1m, 0.01m, 0.000001m, 0.05m), null));
        (await CostAsync()).ShouldSatisfyAllConditions(it => it.Currency.ShouldBe("EUR"), it => it.Total.ShouldBe(2.4m + 0.12m + 1 + 0.1m));
        var settings = (await ada.GetAsync<CostSettingsResponse>($"/api/projects/{project.Id}/cost/settings"))!;
        (settings.OwnPrices, settings.Prices.CpuHour, settings.BudgetPerMonth).ShouldBe((true, 0.1m, null));

        await PutAsync(new(null, 5));
        (await CostAsync()).ShouldSatisfyAllConditions(it => it.Currency.ShouldBe("USD"), it => it.Budget!.PerMonth.ShouldBe(5));
    }

    [Fact]
    public async Task Wrong_prices_and_budgets_are_named()
    {
        using var answer = await ada.SendAsync(HttpMethod.Put, Settings, new { prices = new { currency = "COWS", cpuHour = -1 }, budgetPerMonth = 0 });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("prices.currency");
        text.ShouldContain("prices.cpuHour");
        text.ShouldContain("budgetPerMonth");
    }

    [Theory]
    [InlineData("from=yesterday")]
    [InlineData("to=x")]
    [InlineData("from=2026-02-01&to=2026-01-01")]
    [InlineData("from=2020-01-01")]
    public async Task Days_that_can_not_be_answered_are_refused(string query)
    {
        using var answer = await ada.Http.GetAsync($"/api/projects/{project.Id}/cost?{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_budget_that_is_passed_fires_an_alert_tells_webhooks_and_ends_when_it_is_raised()
    {
        await ada.SendAsync<WebhookResponse>(HttpMethod.Post, $"/api/projects/{project.Id}/webhooks", new { url = "https://hooks.invalid/" });
        await RanAsync(Guid.NewGuid(), "Web", EnvironmentName.Production, Today, paidCpu: 24, usedCpu: 6, paidGb: 0, usedGb: 0);
        await PutAsync(new(null, 0.1m));

        var alert = await AlertAsync(AlertState.Firing);
        (alert.Kind, alert.DeploymentId, alert.RuleId, alert.Value).ShouldBe((AlertKind.Budget, null, null, 480));
        alert.Summary.ShouldBe("This month has cost 0.48 USD, more than its budget of 0.10 USD.");
        (await CostAsync()).Budget!.State.ShouldBe(BudgetState.Over);
        (await WebhookTypesAsync()).ShouldContain("alert.fired");
        (await ada.SendAsync<AlertResponse>(HttpMethod.Post, $"/api/alerts/{alert.Id}/acknowledge"))!.AcknowledgedBy.ShouldBe(ada.Email);

        await PutAsync(new(null, 10_000));
        (await AlertAsync(AlertState.Resolved)).Id.ShouldBe(alert.Id);
        (await CostAsync()).Budget!.State.ShouldBe(BudgetState.Ok);
    }

    [Fact]
    public async Task Only_who_sees_the_whole_project_hears_of_its_budget()
    {
        await RanAsync(Guid.NewGuid(), "Web", EnvironmentName.Production, Today, 24, 6, 0, 0);
        await PutAsync(new(null, 0.1m));
        var alert = await AlertAsync(AlertState.Firing);
        var bob = await api.UserAsync("Bob");
        await ada.SendAsync(HttpMethod.Put, $"/api/projects/{project.Id}/members/{bob.Email}", new { role = "developer", environments = new[] { "staging" } }).ShouldBeAsync(HttpStatusCode.NoContent);

        (await bob.GetAsync<Page<AlertResponse>>($"/api/projects/{project.Id}/alerts"))!.Items.ShouldBeEmpty();
        using var answer = await bob.SendAsync(HttpMethod.Post, $"/api/alerts/{alert.Id}/acknowledge");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var eve = await api.UserAsync("Eve");
        using var foreign = await eve.SendAsync(HttpMethod.Post, $"/api/alerts/{alert.Id}/acknowledge");
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private string Settings => $"/api/projects/{project.Id}/cost/settings";

    private async Task<CostResponse> CostAsync(string query = "") => (await ada.GetAsync<CostResponse>($"/api/projects/{project.Id}/cost{query}"))!;

    private Task PutAsync(CostSettings settings) => ada.SendAsync(HttpMethod.Put, Settings, settings).ShouldBeAsync(HttpStatusCode.NoContent);

    private async Task<AlertResponse> AlertAsync(AlertState state) => (await Eventually.BeAsync(
        async () => (await ada.GetAsync<Page<AlertResponse>>($"/api/projects/{project.Id}/alerts"))!.Items.SingleOrDefault(each => each.State == state), found => found is not null, $"an alert is {state}"))!;

    private async Task<IEnumerable<string>> WebhookTypesAsync()
    {
        await using var db = api.Db();
        return [.. db.WebhookDeliveries.Select(each => each.Event)];
    }

    private async Task RanAsync(
        Guid deployment, string name, EnvironmentName environment, DateOnly day, double paidCpu, double usedCpu, double paidGb, double usedGb, long requests = 0, long egress = 0)
    {
        await using var db = api.Db();
        db.Add(new DailyUsage
        {
            DeploymentId = deployment,
            Day = day,
            ProjectId = project.Id,
            Environment = environment,
            Name = name,
            PaidCpu = paidCpu,
            UsedCpu = usedCpu,
            PaidGb = paidGb,
            UsedGb = usedGb,
            Requests = requests,
            EgressBytes = egress,
        });
        await db.SaveChangesAsync();
    }
}
