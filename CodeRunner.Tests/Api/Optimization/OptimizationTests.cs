using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Optimization;

public sealed class OptimizationTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
        await LimitAsync(new { memoryMb = 2048 });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_nobody_has_seen_run_yet_is_said_to_be_unknown()
    {
        var found = await ReadAsync();

        (found.Strategy, found.Currency, found.HistoryHours, found.Confidence).ShouldBe((OptimizationStrategy.Balanced, "USD", 0, 0));
        found.Recommendations.ShouldBeEmpty();
        found.Bottlenecks.ShouldBeEmpty();
        found.Note.ShouldBe("Nothing is known of its usage yet: it is learned while the app runs.");
        found.CostPerMonth.ShouldBe(730 * (0.02m + 2 * 0.005m));
    }

    [Fact]
    public async Task Too_short_a_history_says_how_long_it_takes()
    {
        await api.LearnAsync(deployment.Id, Learned.Usage(6, 0.02, 60));

        (await ReadAsync()).Note!.ShouldEndWith("hours of its usage are known: balanced advice takes about 24, without long holes.");
        (await ReadAsync("conservative")).Note!.ShouldContain("about 48");
    }

    [Fact]
    public async Task Advice_has_its_numbers_and_keeps_its_id_until_it_is_another_one()
    {
        await api.LearnAsync(deployment.Id, Learned.Usage(30, 0.02, 60));

        var first = await ReadAsync();
        first.Note.ShouldBeNull();
        var cpu = first.Recommendations.Single(each => each.Kind == RecommendationKind.Cpu);
        (cpu.Unit, cpu.Current, cpu.Proposed, cpu.State, cpu.OomKills).ShouldBe(("cores", 1, 0.1, RecommendationState.Open, 0));
        cpu.SavingPerMonth.ShouldBe(730 * 0.9m * 0.02m);
        cpu.Risk.ShouldBe(0, 0.1);
        cpu.Confidence.ShouldBeGreaterThan(0.5);
        cpu.Evidence.ShouldStartWith("In 29.9 hours of history, usage passed");
        var memory = first.Recommendations.Single(each => each.Kind == RecommendationKind.Memory);
        (memory.Unit, memory.Current).ShouldBe(("MB", 2048));
        memory.Proposed.ShouldBeInRange(64, 128);

        Ids(await ReadAsync()).ShouldBe(Ids(first));
        Ids(await ReadAsync("aggressive")).ShouldNotBe(Ids(first), "that is other advice");
        Ids(await ReadAsync()).ShouldBe(Ids(first));
        await api.LearnAsync(deployment.Id, Learned.Usage(30, 0.6, 60));
        (await ReadAsync()).Recommendations.ShouldNotContain(each => each.Id == cpu.Id);
    }

    [Fact]
    public async Task Applying_makes_a_release_with_the_new_limits_and_undoing_one_with_the_old()
    {
        await ada.ReleaseAsync(deployment.Id);
        await api.LearnAsync(deployment.Id, Learned.Usage(30, 0.02, 60));
        var before = await ReadAsync();
        var memory = before.Recommendations.Single(each => each.Kind == RecommendationKind.Memory);

        var applied = await ActAsync(memory.Id, "apply");
        (applied.State, applied.Release, applied.Id).ShouldBe((RecommendationState.Watching, 2, memory.Id));
        (await LimitsAsync()).MemoryMb.ShouldBe((int)memory.Proposed);
        (await ReleasesAsync()).ShouldBe(2);
        var after = await ReadAsync();
        after.CostPerMonth.ShouldBe(before.CostPerMonth - memory.SavingPerMonth, 0.01m);
        after.Recommendations.Select(each => each.Kind).ShouldBe([RecommendationKind.Cpu], "that is another's business");
        (after.Past.ShouldHaveSingleItem().AppliedBy, after.Past[0].State).ShouldBe(("Ada", RecommendationState.Watching));
        (await StatusAsync(memory.Id, "apply")).ShouldBe(HttpStatusCode.Conflict);
        (await StatusAsync(memory.Id, "dismiss")).ShouldBe(HttpStatusCode.Conflict);

        (await ActAsync(memory.Id, "undo")).State.ShouldBe(RecommendationState.Undone);
        (await LimitsAsync()).MemoryMb.ShouldBe(2048);
        (await ReleasesAsync()).ShouldBe(3);
        (await StatusAsync(memory.Id, "undo")).ShouldBe(HttpStatusCode.Conflict);
        (await ActionsAsync()).Take(2).ShouldBe(["recommendation.undo", "recommendation.apply"]);
    }

    [Fact]
    public async Task What_was_changed_by_hand_since_is_neither_applied_nor_undone_over_it()
    {
        await api.LearnAsync(deployment.Id, Learned.Usage(30, 0.02, 60));
        var (memory, cpu) = Pair(await ReadAsync());
        await LimitAsync(new { memoryMb = 400 });
        (await StatusAsync(memory.Id, "apply")).ShouldBe(HttpStatusCode.Conflict);

        await ActAsync(cpu.Id, "apply");
        await LimitAsync(new { cpus = 0.5 });
        (await StatusAsync(cpu.Id, "undo")).ShouldBe(HttpStatusCode.Conflict);
        (await LimitsAsync()).Cpus.ShouldBe(0.5);
    }

    [Fact]
    public async Task What_is_dismissed_stays_so_until_the_advice_is_another_one()
    {
        await api.LearnAsync(deployment.Id, Learned.Usage(30, 0.02, 60));
        var (memory, _) = Pair(await ReadAsync());

        (await ActAsync(memory.Id, "dismiss")).State.ShouldBe(RecommendationState.Dismissed);
        var after = await ReadAsync();
        after.Recommendations.ShouldNotContain(each => each.Kind == RecommendationKind.Memory);
        after.Past.ShouldHaveSingleItem().Id.ShouldBe(memory.Id);

        await api.LearnAsync(deployment.Id, Learned.Usage(30, 0.02, 150));
        (await ReadAsync()).Recommendations.ShouldContain(each => each.Kind == RecommendationKind.Memory && each.Proposed > memory.Proposed);
    }

    [Fact]
    public async Task Fewer_instances_are_scaled_to_without_a_release()
    {
        await ada.SendAsync(HttpMethod.Post, $"/api/deployments/{deployment.Id}/scale", new { instances = 4 });
        await LimitAsync(new { cpus = 0.1, memoryMb = 80 });
        await api.LearnAsync(deployment.Id, Learned.Usage(30, 0.05, 60));

        var instances = (await ReadAsync("aggressive")).Recommendations.Single(each => each.Kind == RecommendationKind.Instances);
        (instances.Current, instances.Proposed, instances.Unit).ShouldBe((4, 2, "instances"), "in production two are kept");
        (await ActAsync(instances.Id, "apply")).Release.ShouldBeNull();
        (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}"))!.DesiredInstances.ShouldBe(2);
        await ActAsync(instances.Id, "undo");
        (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}"))!.DesiredInstances.ShouldBe(4);
    }

    [Fact]
    public async Task Bottlenecks_name_the_release_in_which_they_began()
    {
        var (first, second) = (await ada.ReleaseAsync(deployment.Id), await ada.ReleaseAsync(deployment.Id));
        var learned = new LearnedUsage();
        for (var minute = 0; minute < 60; minute += 5)
        {
            var window = new UsageWindow(DateTimeOffset.UtcNow);
            window.Press(first.Id, 0.01, 0);
            window.Press(second.Id, 0.4, 0);
            learned.Observe(window, DateTimeOffset.UtcNow.AddMinutes(minute - 60));
        }
        await api.LearnAsync(deployment.Id, learned);

        var bottleneck = (await ReadAsync()).Bottlenecks.ShouldHaveSingleItem();

        (bottleneck.Resource, bottleneck.Share, bottleneck.SinceRelease).ShouldBe((BottleneckResource.Cpu, 0.4, second.Number));
        bottleneck.Evidence.ShouldBe("40 % of the time of release 2 the app was held back by its CPU limit, measured 12 times. In release 1 it was 1 %.");
    }

    [Theory]
    [InlineData("strategy=bold", "strategy")]
    [InlineData("strategy=1", "strategy")]
    [InlineData("cpu=2", "cpu")]
    [InlineData("memory=x", "memory")]
    [InlineData("cost=-1", "cost")]
    public async Task What_is_wished_wrongly_is_named(string query, string field)
    {
        using var answer = await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/optimization?{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\"");
    }

    [Fact]
    public async Task Two_who_ask_at_once_are_told_the_same()
    {
        await api.LearnAsync(deployment.Id, Learned.Usage(30, 0.02, 60));
        var found = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ReadAsync()));
        found.Select(each => string.Join(' ', Ids(each))).Distinct().ShouldHaveSingleItem();
    }

    private static (RecommendationResponse Memory, RecommendationResponse Cpu) Pair(OptimizationResponse found) =>
        (found.Recommendations.Single(each => each.Kind == RecommendationKind.Memory), found.Recommendations.Single(each => each.Kind == RecommendationKind.Cpu));

    private static IEnumerable<Guid> Ids(OptimizationResponse found) => found.Recommendations.Select(each => each.Id).Order();

    private async Task<OptimizationResponse> ReadAsync(string strategy = "balanced") =>
        (await ada.GetAsync<OptimizationResponse>($"/api/deployments/{deployment.Id}/optimization?strategy={strategy}"))!;

    private async Task<RecommendationResponse> ActAsync(Guid id, string action) => (await ada.SendAsync<RecommendationResponse>(HttpMethod.Post, $"/api/recommendations/{id}/{action}"))!;

    private async Task<HttpStatusCode> StatusAsync(Guid id, string action)
    {
        using var answer = await ada.SendAsync(HttpMethod.Post, $"/api/recommendations/{id}/{action}");
        return answer.StatusCode;
    }

    private async Task LimitAsync(object limits) => await ada.SendAsync<DeploymentResponse>(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { limits });

    private async Task<Limits> LimitsAsync() => (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}"))!.Limits;

    private async Task<int> ReleasesAsync() => (await ada.GetAsync<Page<ReleaseResponse>>($"/api/deployments/{deployment.Id}/releases"))!.Items.Count;

    private async Task<IEnumerable<string>> ActionsAsync() => (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{deployment.ProjectId}/audit"))!.Items.Select(each => each.Action);
}
