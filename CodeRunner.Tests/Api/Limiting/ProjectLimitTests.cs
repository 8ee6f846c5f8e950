using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Limiting;

public sealed class ProjectLimitTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string ToDo = "Stop or scale down something in the project, or ask the platform's operator for more.";

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task More_instances_than_the_project_may_have_are_refused_with_the_limit_what_is_used_and_what_to_do()
    {
        var (ada, project) = await LimitedAsync(instances: 4);
        var (web, jobs) = (await ada.ReleasedAsync(project), await ada.ReleasedAsync(project, "Jobs"));
        await ada.ScaleAsync(web.Id, 2).AcceptsAsync();

        var why = await ada.ScaleAsync(jobs.Id, 3).RefusesAsync();

        why.ShouldBe($"The project's limit of 4 instances leaves no room: 3 instances are reserved, and this would make it 5. {ToDo}");
        await ada.ScaleAsync(jobs.Id, 2).AcceptsAsync();
        (await ada.ProjectLimitsAsync(project)).Used.ShouldBe(new ReservedResources(4, 4, 2048));
    }

    [Fact]
    public async Task Greater_limits_of_instances_are_refused_where_CPUs_or_memory_are_used_up()
    {
        var (ada, project) = await LimitedAsync(cpus: 2.5m, memoryMb: 1200);
        var web = await ada.ReleasedAsync(project);
        await ada.ScaleAsync(web.Id, 2).AcceptsAsync();

        (await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{web.Id}", new { limits = new { cpus = 1.3 } }).RefusesAsync())
            .ShouldBe($"The project's limit of 2.5 CPUs leaves no room: 2 CPUs are reserved, and this would make it 2.6. {ToDo}");
        (await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{web.Id}", new { limits = new { memoryMb = 601 } }).RefusesAsync())
            .ShouldBe($"The project's limit of 1200 MB of memory leaves no room: 1024 MB of memory are reserved, and this would make it 1202. {ToDo}");

        await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{web.Id}", new { limits = new { cpus = 1.25, memoryMb = 600 } }).AcceptsAsync();
        (await ada.ProjectLimitsAsync(project)).Used.ShouldBe(new ReservedResources(2, 2.5m, 1200));
        await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{web.Id}", new { limits = new { cpus = 0.1, memoryMb = 600 } }).AcceptsAsync();
        (await ada.ProjectLimitsAsync(project)).Used.Cpus.ShouldBe(2.5m, "until the release of before is gone, the greater counts");
    }

    [Fact]
    public async Task Nothing_is_stored_of_what_is_refused()
    {
        var (ada, project) = await LimitedAsync(instances: 1, memoryMb: 512);
        var web = await ada.ReleasedAsync(project);

        await ada.ScaleAsync(web.Id, 2).RefusesAsync();
        await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{web.Id}", new { name = "Renamed", limits = new { memoryMb = 1024 } }).RefusesAsync();

        await using var db = api.Db();
        var stored = await db.Deployments.SingleAsync(each => each.Id == web.Id);
        (stored.DesiredInstances, stored.Name, stored.Limits.MemoryMb, stored.LastReleaseNumber).ShouldBe((1, "Web", 512, 1));
        (await db.AuditEntries.CountAsync(entry => entry.ChainId == project && entry.Action == "deployment.scale")).ShouldBe(0);
    }

    [Fact]
    public async Task A_deployment_reserves_nothing_until_it_has_something_to_run_and_nothing_while_it_is_stopped()
    {
        var (ada, project) = await LimitedAsync(instances: 2);
        var web = await ada.SendAsync<DeploymentResponse>(HttpMethod.Post, $"/api/projects/{project}/deployments", new { name = "Web", environment = "production", instances = 5 });
        (await ada.ProjectLimitsAsync(project)).Used.Instances.ShouldBe(0);

        (await Release(ada, web!.Id).RefusesAsync()).ShouldContain("0 instances are reserved, and this would make it 5.");
        await ada.ScaleAsync(web.Id, 2).AcceptsAsync();
        await Release(ada, web.Id).AcceptsAsync();
        var jobs = await ada.DeploymentAsync(project, "Jobs");
        await Release(ada, jobs.Id).RefusesAsync();
        await ada.PostAsync($"/api/deployments/{web.Id}/stop").AcceptsAsync();
        (await ada.ProjectLimitsAsync(project)).Used.ShouldBe(new ReservedResources(0, 0, 0));
        await Release(ada, jobs.Id).AcceptsAsync();

        (await ada.PostAsync($"/api/deployments/{web.Id}/start").RefusesAsync()).ShouldContain("1 instance is reserved, and this would make it 3.");
        await ada.PostAsync($"/api/deployments/{jobs.Id}/stop").AcceptsAsync();
        await ada.PostAsync($"/api/deployments/{web.Id}/start").AcceptsAsync();
    }

    [Fact]
    public async Task Going_back_to_a_release_with_greater_limits_is_refused_where_they_do_not_fit()
    {
        var (ada, project) = await LimitedAsync(memoryMb: 1024);
        var web = await ada.ReleasedAsync(project);
        await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{web.Id}", new { limits = new { memoryMb = 1024 } }).AcceptsAsync();
        await BuiltAsync(web.Id);
        await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{web.Id}", new { limits = new { memoryMb = 256 } }).AcceptsAsync();
        await OnlyLastIsComingAsync(web.Id);
        var jobs = await ada.ReleasedAsync(project, "Jobs");
        (await ada.ProjectLimitsAsync(project)).Used.MemoryMb.ShouldBe(768);

        (await ada.PostAsync($"/api/deployments/{web.Id}/rollback", new { release = 2 }).RefusesAsync()).ShouldContain("768 MB of memory are reserved, and this would make it 1536.");

        await ada.PostAsync($"/api/deployments/{jobs.Id}/stop").AcceptsAsync();
        await ada.PostAsync($"/api/deployments/{web.Id}/rollback", new { release = 2 }).AcceptsAsync();
    }

    [Fact]
    public async Task Above_a_limit_that_was_lowered_nothing_rises_and_everything_may_be_lowered()
    {
        var (ada, project, olga) = await OwnedAsync();
        var web = await ada.ReleasedAsync(project);
        await ada.ScaleAsync(web.Id, 6).AcceptsAsync();

        await olga.LimitProjectAsync(project, instances: 3);

        (await ada.ProjectLimitsAsync(project)).Used.Instances.ShouldBe(6, "nothing is stopped");
        await ada.ScaleAsync(web.Id, 7).RefusesAsync();
        await ada.ScaleAsync(web.Id, 5).AcceptsAsync();
        await ada.PostAsync($"/api/deployments/{web.Id}/restart").AcceptsAsync();
        await Release(ada, web.Id).AcceptsAsync();
        await ada.ScaleAsync(web.Id, 6).RefusesAsync();
        await olga.SendAsync<object>(HttpMethod.Delete, $"{LimitAsks.Path}/projects/{project}");
        await ada.ScaleAsync(web.Id, 6).AcceptsAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_who_scale_at_once_no_two_get_the_same_room(bool withKeys)
    {
        var (ada, project) = await LimitedAsync(instances: 12);
        var deployments = new List<Guid>();
        for (var number = 0; number < 10; number++)
            deployments.Add((await ada.ReleasedAsync(project, $"App {number}")).Id);

        var answers = await Task.WhenAll(deployments.Concat(deployments).Select(async (id, turn) =>
        {
            using var answer = await ada.PostAsync($"/api/deployments/{id}/scale", new { instances = 2 + (turn / 10) }, withKeys ? Guid.NewGuid().ToString() : null);
            return answer.StatusCode;
        }));

        answers.ShouldAllBe(status => status == HttpStatusCode.Accepted || status == HttpStatusCode.Conflict);
        answers.Count(status => status == HttpStatusCode.Accepted).ShouldBeGreaterThan(0);
        (await ada.ProjectLimitsAsync(project)).Used.Instances.ShouldBe(12, "all of it is used, and not more");
    }

    [Fact]
    public async Task Advice_is_not_undone_where_what_was_before_does_not_fit_any_more()
    {
        var (ada, project, olga) = await OwnedAsync();
        var web = await ada.ReleasedAsync(project);
        await BuiltAsync(web.Id);
        var advice = await api.AdviseAsync(ada, web.Id);
        await ada.PostAsync($"/api/recommendations/{advice}/apply").AcceptsAsync();
        await OnlyLastIsComingAsync(web.Id);
        var used = (await ada.ProjectLimitsAsync(project)).Used;
        await olga.LimitProjectAsync(project, cpus: used.Cpus, memoryMb: used.MemoryMb);

        (await ada.PostAsync($"/api/recommendations/{advice}/undo").RefusesAsync()).ShouldContain("leaves no room");

        await olga.LimitProjectAsync(project);
        await ada.PostAsync($"/api/recommendations/{advice}/undo").AcceptsAsync();
    }

    private static Task<HttpResponseMessage> Release(TestUser user, Guid deployment) =>
        user.PostAsync($"/api/deployments/{deployment}/releases", new { files = new Dictionary<string, string> { ["index.html"] = "hello" } });

    private async Task<(TestUser Ada, Guid Project, TestUser Olga)> OwnedAsync()
    {
        var (ada, olga) = (await api.UserAsync(), await api.OperatorAsync());
        return (ada, (await ada.ProjectAsync()).Id, olga);
    }

    private async Task<(TestUser Ada, Guid Project)> LimitedAsync(int? instances = null, decimal? cpus = null, long? memoryMb = null)
    {
        var (ada, project, olga) = await OwnedAsync();
        await olga.LimitProjectAsync(project, instances, cpus, memoryMb);
        return (ada, project);
    }

    /// <summary>As a Worker does.</summary>
    private async Task BuiltAsync(Guid deployment)
    {
        await using var db = api.Db();
        foreach (var release in await db.Releases.Where(each => each.DeploymentId == deployment).ToListAsync())
            release.Built(new Artifact(Guid.NewGuid(), "node", Runtime.Static, ["serve"], "/app", new Dictionary<string, string>(), 1), DateTimeOffset.UtcNow);
        await db.SaveChangesAsync();
    }

    private async Task OnlyLastIsComingAsync(Guid deployment)
    {
        await using var db = api.Db();
        var releases = await db.Releases.Where(each => each.DeploymentId == deployment).OrderBy(each => each.Number).ToListAsync();
        foreach (var release in releases.SkipLast(1))
            release.Supersede(DateTimeOffset.UtcNow);
        await db.SaveChangesAsync();
    }
}
