using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core.LoadTests;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.LoadTests;

public sealed class LoadTestTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    private string Tests => TestsOf(deployment.Id);

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ServingAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task One_is_asked_for_read_and_cancelled_and_both_are_in_the_audit_log()
    {
        var made = (await ada.SendAsync<LoadTestResponse>(HttpMethod.Post, Tests, new { consent = true, path = "/search?q=a%20b", method = "HEAD", maxConcurrency = 8, maxRequests = 2000, seconds = 10 }))!;

        (made.State, made.Path, made.Method, made.MaxConcurrency, made.MaxRequests, made.Seconds).ShouldBe((LoadTestState.Queued, "/search?q=a%20b", "HEAD", 8, 2000, 10));
        (made.Steps.Count, made.Knee, made.KneeNote, made.Release).ShouldBe((0, null, null, null));
        (await ada.GetAsync<LoadTestResponse>($"/api/load-tests/{made.Id}"))!.Id.ShouldBe(made.Id);
        (await ada.GetAsync<Page<LoadTestResponse>>(Tests))!.Items.ShouldHaveSingleItem().Id.ShouldBe(made.Id);
        var cancelled = (await ada.SendAsync<LoadTestResponse>(HttpMethod.Post, $"/api/load-tests/{made.Id}/cancel"))!;
        (cancelled.State, cancelled.Reason!.Code).ShouldBe((LoadTestState.Cancelled, "cancelled"));
        await ada.PostAsync($"/api/load-tests/{made.Id}/cancel").ShouldBeAsync(HttpStatusCode.Conflict);
        var entries = (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{deployment.ProjectId}/audit"))!.Items;
        entries.Select(each => each.Action).Where(each => each.StartsWith("loadtest.", StringComparison.Ordinal)).ShouldBe(["loadtest.cancel", "loadtest.start"]);
    }

    [Fact]
    public async Task What_is_left_out_is_usual()
    {
        var made = (await ada.SendAsync<LoadTestResponse>(HttpMethod.Post, Tests, new { consent = true }))!;

        (made.Path, made.Method, made.MaxConcurrency, made.MaxRequests, made.Seconds).ShouldBe(("/", "GET", 32, 20_000, 30));
    }

    [Theory]
    [InlineData("path", "https://elsewhere.example/")]
    [InlineData("path", "//elsewhere.example/")]
    [InlineData("path", "elsewhere")]
    [InlineData("path", "")]
    [InlineData("path", "*")]
    [InlineData("path", "/a b")]
    [InlineData("path", "/\r\nHost: elsewhere.example")]
    [InlineData("path", "/ HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n")]
    [InlineData("path", "/a\tb")]
    [InlineData("path", "/a\\b")]
    [InlineData("path", "/a#b")]
    [InlineData("path", "/ä")]
    [InlineData("path", "/a/../b")]
    [InlineData("path", "/a/..")]
    [InlineData("path", "/%2e%2E/b")]
    [InlineData("path", "/a%2f..%2fb")]
    [InlineData("path", "/./b")]
    [InlineData("method", "POST")]
    [InlineData("method", "get")]
    [InlineData("method", "GET / HTTP/1.1\r\n")]
    [InlineData("maxConcurrency", 0)]
    [InlineData("maxConcurrency", 65)]
    [InlineData("maxRequests", 999)]
    [InlineData("maxRequests", 100_001)]
    [InlineData("seconds", 4)]
    [InlineData("seconds", 121)]
    [InlineData("consent", false)]
    public async Task What_is_wrong_is_refused_with_the_field_named(string field, object value)
    {
        var body = new Dictionary<string, object> { ["consent"] = true, [field] = value };

        using var answer = await ada.PostAsync(Tests, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\":[");
    }

    [Fact]
    public async Task A_path_that_is_too_long_and_one_with_a_NUL_are_refused()
    {
        await ada.PostAsync(Tests, new { consent = true, path = "/" + new string('a', LoadTest.MostPath) }).ShouldBeAsync(HttpStatusCode.BadRequest);
        await ada.PostAsync(Tests, new { consent = true, path = "/\0" }).ShouldBeAsync(HttpStatusCode.BadRequest);
        await ada.PostAsync(Tests, new { consent = true, path = "/" + new string('a', LoadTest.MostPath - 1) }).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Without_consent_it_is_said_what_it_does()
    {
        using var answer = await ada.PostAsync(Tests, new { maxConcurrency = 5, seconds = 7 });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("up to 20000 requests, up to 5 at once, for 7 seconds, to the app that visitors use");
    }

    [Theory]
    [InlineData(DeploymentState.Failing)]
    [InlineData(DeploymentState.Starting)]
    [InlineData(DeploymentState.Stopping)]
    public async Task What_does_not_run_is_not_tested(DeploymentState state)
    {
        await api.ServesAsync(deployment.Id, (await ada.ReleaseAsync(deployment.Id)).Id, state);

        await ada.PostAsync(Tests, new { consent = true }).ShouldBeAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_sleeps_is_and_what_is_stopped_or_never_served_is_not()
    {
        await api.ServesAsync(deployment.Id, (await ada.ReleaseAsync(deployment.Id)).Id, DeploymentState.Sleeping);
        var made = (await ada.SendAsync<LoadTestResponse>(HttpMethod.Post, Tests, new { consent = true }))!;
        await ada.PostAsync($"/api/load-tests/{made.Id}/cancel").ShouldBeAsync(HttpStatusCode.Accepted);
        await ada.PostAsync($"/api/deployments/{deployment.Id}/stop").ShouldBeAsync(HttpStatusCode.Accepted);

        await ada.PostAsync(Tests, new { consent = true }).ShouldBeAsync(HttpStatusCode.Conflict);
        await ada.PostAsync(TestsOf((await ada.DeploymentAsync(deployment.ProjectId, "Other")).Id), new { consent = true }).ShouldBeAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_deployment_has_one_that_is_not_over_however_many_ask_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ada.PostAsync(Tests, new { consent = true })));

        answers.Count(each => each.StatusCode == HttpStatusCode.Accepted).ShouldBe(1);
        answers.Count(each => each.StatusCode == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Fact]
    public async Task Of_a_project_so_many_wait_and_no_more()
    {
        for (var count = 0; count < LoadTest.MostOfProject; count++)
            await ada.PostAsync(TestsOf((await ServingAsync(deployment.ProjectId, $"No {count}")).Id), new { consent = true }).ShouldBeAsync(HttpStatusCode.Accepted);

        using var answer = await ada.PostAsync(Tests, new { consent = true });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("5 load tests of this project");
    }

    [Fact]
    public async Task The_newest_are_kept_and_come_in_pages()
    {
        for (var count = 0; count < LoadTest.MostKept; count++)
            await api.MeasuredAsync(deployment.Id, ada.Id, 1, [10]);
        var made = (await ada.SendAsync<LoadTestResponse>(HttpMethod.Post, Tests, new { consent = true }))!;

        var first = (await ada.GetAsync<Page<LoadTestResponse>>($"{Tests}?limit=30"))!;
        var second = (await ada.GetAsync<Page<LoadTestResponse>>($"{Tests}?limit=30&after={first.Next}"))!;

        first.Items[0].Id.ShouldBe(made.Id);
        first.Items.Concat(second.Items).Select(each => each.Id).Distinct().Count().ShouldBe(LoadTest.MostKept);
        second.Next.ShouldBeNull();
        await ada.Http.GetAsync($"{Tests}?limit=0").ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task One_that_runs_is_asked_to_end_and_ends_when_its_Worker_has_seen_it()
    {
        var test = await api.LoadTestAsync(deployment.Id, ada.Id, it => it.TryBegin($"node-{Guid.NewGuid():n}", DateTimeOffset.UtcNow));

        var answer = (await ada.SendAsync<LoadTestResponse>(HttpMethod.Post, $"/api/load-tests/{test.Id}/cancel"))!;

        (answer.State, answer.Reason!.Code).ShouldBe((LoadTestState.Running, "cancelled"));
        await using var db = api.Db();
        (await db.LoadTests.SingleAsync(each => each.Id == test.Id)).CancelRequestedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_viewer_reads_and_starts_and_cancels_nothing()
    {
        var eve = await api.UserAsync("Eve");
        await ada.MakeMemberAsync(deployment.ProjectId, eve, "viewer");
        var test = await api.LoadTestAsync(deployment.Id, ada.Id);

        (await eve.GetAsync<Page<LoadTestResponse>>(Tests))!.Items.ShouldHaveSingleItem();
        await eve.PostAsync(Tests, new { consent = true }).ShouldBeAsync(HttpStatusCode.Forbidden);
        await eve.PostAsync($"/api/load-tests/{test.Id}/cancel").ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Releases_are_put_side_by_side_with_what_makes_them_unlike()
    {
        await api.MeasuredAsync(deployment.Id, ada.Id, 3, [1, 1, 1]);
        await api.MeasuredAsync(deployment.Id, ada.Id, 3, [100, 190, 200]);
        await api.MeasuredAsync(deployment.Id, ada.Id, 4, [150, 285, 300], p95: 5);
        await api.MeasuredAsync(deployment.Id, ada.Id, 5, [150, 285], instances: 2, plan: StoredLoadTests.Plan with { Path = "/other" });

        var fair = (await ada.GetAsync<LoadTestComparison>($"{Tests}/compare?releases=3,4"))!;
        var newest = (await ada.GetAsync<LoadTestComparison>($"{Tests}/compare"))!;

        (fair.Baseline.Release, fair.Other.Release, fair.KneeThroughput).ShouldBe((3, 4, 50));
        fair.Steps.Select(each => (each.Concurrency, each.Throughput, each.P95)).ShouldBe([(1, 50, -50), (2, 50, -50), (4, 50, -50)]);
        fair.Notes.ShouldBeEmpty();
        (newest.Baseline.Release, newest.Other.Release).ShouldBe((4, 5));
        newest.Steps.Count.ShouldBe(2);
        newest.Notes.Count.ShouldBe(2);
        newest.Notes[0].ShouldContain("/other");
        newest.Notes[1].ShouldContain("1 and 2");
        await ada.Http.GetAsync($"{Tests}/compare?releases=3,9").ShouldBeAsync(HttpStatusCode.Conflict);
        foreach (var wrong in (string[])["3", "3,3", "3,x", "3,4,5", "-1,2", "99999999999,1", ",,"])
            await ada.Http.GetAsync($"{Tests}/compare?releases={wrong}").ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    private static string TestsOf(Guid deployment) => $"/api/deployments/{deployment}/load-tests";

    private async Task<DeploymentResponse> ServingAsync(Guid? project = null, string name = "Web")
    {
        var made = await ada.DeploymentAsync(project, name);
        await api.ServesAsync(made.Id, (await ada.ReleaseAsync(made.Id)).Id);
        return made;
    }
}
