using System.Net;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class ConfigApplyTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse web = null!;
    private ConfigUser config = null!;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        web = await ada.DeploymentAsync(environment: "staging");
        config = ConfigUser.Of(ada, web.ProjectId);
        await config.SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        await ServeAsync((await ada.ReleaseAsync(web.Id)).Id);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_was_changed_makes_stale_and_applying_it_twice_makes_one_release()
    {
        (await RunsWithAsync()).ShouldBe(new RunningConfiguration(1, 1, Stale: false));
        await config.SetAsync("A", "2").ShouldBeAsync(HttpStatusCode.NoContent);
        (await RunsWithAsync()).ShouldBe(new RunningConfiguration(1, 2, Stale: true));

        (await config.ApplyAsync()).Releases.ShouldHaveSingleItem().Release.Number.ShouldBe(2);
        (await RunsWithAsync()).ShouldBe(new RunningConfiguration(1, 2, Stale: false, Coming: 2));
        (await config.ApplyAsync()).Releases.ShouldBeEmpty();

        await FailAsync(2);
        (await RunsWithAsync()).ShouldBe(new RunningConfiguration(1, 2, Stale: true));
    }

    [Fact]
    public async Task What_is_on_its_way_is_not_lost_to_what_serves()
    {
        var coming = await ada.SendAsync<ReleaseSummary>(
            HttpMethod.Post, $"/api/deployments/{web.Id}/releases", new { files = new Dictionary<string, string> { ["index.html"] = "the new code" } });
        await config.SetAsync("A", "2").ShouldBeAsync(HttpStatusCode.NoContent);

        (await config.ApplyAsync()).Releases.ShouldHaveSingleItem().Release.Number.ShouldBe(3);

        var made = await ReleaseAsync(3);
        (made.ConfigurationVersion, made.Artifact).ShouldBe((2, null));
        (await SourceAsync(made.Id)).ShouldBe(await SourceAsync(coming!.Id));
    }

    [Fact]
    public async Task What_was_built_and_is_starting_is_not_built_again()
    {
        var coming = await ada.ReleaseAsync(web.Id);
        var artifact = await BuildAsync(coming.Id);
        await config.SetAsync("A", "2").ShouldBeAsync(HttpStatusCode.NoContent);

        (await config.ApplyAsync()).Releases.ShouldHaveSingleItem();

        var made = await ReleaseAsync(3);
        (made.ConfigurationVersion, made.Artifact!.Id).ShouldBe((2, artifact));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_failed_or_was_cancelled_is_not_brought_back(bool failed)
    {
        var serving = await ReleaseAsync(1);
        var newer = await ada.ReleaseAsync(web.Id);
        await BuildAsync(newer.Id);
        await (failed ? FailAsync(2) : ada.PostAsync($"/api/releases/{newer.Id}/cancel").ShouldBeAsync(HttpStatusCode.Accepted));
        await config.SetAsync("A", "2").ShouldBeAsync(HttpStatusCode.NoContent);

        (await config.ApplyAsync()).Releases.ShouldHaveSingleItem();

        (await ReleaseAsync(3)).Artifact!.Id.ShouldBe(serving.Artifact!.Id);
    }

    [Fact]
    public async Task What_a_deployment_needs_since_stands_in_the_way_of_what_is_new_and_not_in_the_way_back()
    {
        await ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{web.Id}", new { variableTemplates = new[] { "node" } }).ShouldBeAsync(HttpStatusCode.OK);
        await config.SetAsync("A", "2").ShouldBeAsync(HttpStatusCode.NoContent);

        (await config.ApplyAsync()).Problems.ShouldHaveSingleItem().ShouldContain("NODE_ENV");
        await ada.PostAsync($"/api/deployments/{web.Id}/rollback", new { release = 1 }).ShouldBeAsync(HttpStatusCode.Accepted);

        (await ReleaseAsync(2)).RolledBackFrom.ShouldBe(1);
    }

    [Fact]
    public async Task What_can_not_be_applied_is_told_by_name_and_leaves_the_deployment_as_it_was()
    {
        await ConfigUser.Shared(ada, web.ProjectId).SetAsync("B", "${ELSEWHERE}").ShouldBeAsync(HttpStatusCode.NoContent);

        using var answer = await ada.PostAsync($"/api/projects/{web.ProjectId}/environments/staging/config/apply", null, "k");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var applied = JsonSerializer.Deserialize<ConfigApplied>(await answer.Content.ReadAsStringAsync(), Wire.Json)!;
        applied.Releases.ShouldBeEmpty();
        applied.Problems.ShouldHaveSingleItem().ShouldContain("Its configuration in staging can't be used. B: It refers to ELSEWHERE");
        await using var db = api.Db();
        (await db.Deployments.SingleAsync(each => each.Id == web.Id)).LastReleaseNumber.ShouldBe(1);
        (await RunsWithAsync()).Stale.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_stopped_is_not_stale()
    {
        await config.SetAsync("A", "2").ShouldBeAsync(HttpStatusCode.NoContent);
        await ada.PostAsync($"/api/deployments/{web.Id}/stop").ShouldBeAsync(HttpStatusCode.Accepted);

        (await RunsWithAsync()).ShouldBe(new RunningConfiguration(1, 2, Stale: false));
        (await config.ApplyAsync()).Releases.ShouldBeEmpty();
    }

    private async Task<RunningConfiguration> RunsWithAsync() =>
        (await ada.GetAsync<Page<DeploymentResponse>>($"/api/projects/{web.ProjectId}/deployments"))!.Items.ShouldHaveSingleItem().Configuration!;

    private async Task<Release> ReleaseAsync(int number)
    {
        await using var db = api.Db();
        return await db.Releases.SingleAsync(each => each.DeploymentId == web.Id && each.Number == number);
    }

    private async Task<byte[]> SourceAsync(Guid release)
    {
        await using var db = api.Db();
        using var source = new MemoryStream();
        (await db.ReadSourceAsync(release, source, default)).ShouldBeTrue();
        return source.ToArray();
    }

    private async Task<Guid> BuildAsync(Guid release)
    {
        await using var db = api.Db();
        var row = await db.Releases.SingleAsync(each => each.Id == release);
        row.Built(new Artifact(Guid.NewGuid(), "node", Runtime.Static, ["serve"], "/app", new Dictionary<string, string>(), 1), DateTimeOffset.UtcNow);
        await db.SaveChangesAsync();
        return row.Artifact!.Id;
    }

    private async Task ServeAsync(Guid release)
    {
        await BuildAsync(release);
        await using var db = api.Db();
        (await db.Releases.SingleAsync(each => each.Id == release)).Serve(DateTimeOffset.UtcNow);
        (await db.Deployments.SingleAsync(each => each.Id == web.Id)).Serve(release);
        await db.SaveChangesAsync();
    }

    private async Task FailAsync(int number)
    {
        await using var db = api.Db();
        (await db.Releases.SingleAsync(each => each.DeploymentId == web.Id && each.Number == number)).Fail(new Reason("crashed", "It ended."), DateTimeOffset.UtcNow);
        await db.SaveChangesAsync();
    }
}
