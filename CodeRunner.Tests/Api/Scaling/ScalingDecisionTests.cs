using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Scaling;

public sealed class ScalingDecisionTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
        await api.DecideAsync(deployment.Id, 1, 1, Noon);
        await api.DecideAsync(deployment.Id, 1, 4, Noon.AddMinutes(1), "182 requests/s need 4 instances.");
        await api.DecideAsync(deployment.Id, 4, 4, Noon.AddMinutes(1));
        await api.DecideAsync(deployment.Id, 4, 2, Noon.AddMinutes(9));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Decisions_are_listed_newest_first_a_page_at_a_time_with_why()
    {
        var first = await ListAsync("?limit=3");
        first.Items.Select(each => (each.From, each.To)).ShouldBe([(4, 2), (4, 4), (1, 4)]);
        var last = await ListAsync($"?limit=3&after={first.Next}");

        last.Items.ShouldHaveSingleItem().Until.ShouldBe(Noon.AddMinutes(1));
        last.Next.ShouldBeNull();
        var change = first.Items[2];
        (change.Rule, change.Reason, change.Next, change.Inputs["requests"]).ShouldBe((ScalingRule.Requests, "182 requests/s need 4 instances.", "It stays.", 12.5));
    }

    [Fact]
    public async Task Changes_alone_are_listed_when_asked_for() =>
        (await ListAsync("?changesOnly=true")).Items.Select(each => (each.From, each.To)).ShouldBe([(4, 2), (1, 4)]);

    [Theory]
    [InlineData("?from=2026-11-22T12:01:30Z", 2)]
    [InlineData("?to=2026-11-22T12:01:00Z", 1)]
    [InlineData("?from=2026-11-22T12:00:30Z&to=2026-11-22T12:05:00Z", 3)]
    public async Task What_touches_a_time_is_listed(string query, int count) => (await ListAsync(query)).Items.Count.ShouldBe(count);

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?after=x", "after")]
    [InlineData("?after=-1", "after")]
    [InlineData("?from=noon", "from")]
    [InlineData("?to=noon", "to")]
    [InlineData("?changesOnly=perhaps", "changesOnly")]
    public async Task A_wrong_question_is_refused_with_the_field_named(string query, string field)
    {
        using var answer = await ada.SendAsync(HttpMethod.Get, $"/api/deployments/{deployment.Id}/scaling-decisions{query}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\":[");
    }

    private async Task<Page<ScalingDecisionResponse>> ListAsync(string query) =>
        (await ada.GetAsync<Page<ScalingDecisionResponse>>($"/api/deployments/{deployment.Id}/scaling-decisions{query}"))!;
}
