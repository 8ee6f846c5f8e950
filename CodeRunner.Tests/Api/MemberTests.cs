using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api;

public sealed class MemberTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Theory]
    [InlineData("viewer", 403, 403, 403)]
    [InlineData("developer", 202, 403, 403)]
    [InlineData("maintainer", 202, 200, 403)]
    [InlineData("owner", 202, 200, 204)]
    public async Task A_role_allows_what_it_says_and_no_more(string role, int deploy, int configure, int administer)
    {
        var (ada, bob, eve) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"), await api.UserAsync("Eve"));
        var deployment = await ada.DeploymentAsync();
        await ada.MakeMemberAsync(deployment.ProjectId, bob, role);

        await bob.Http.GetAsync($"/api/deployments/{deployment.Id}").ShouldBeAsync(HttpStatusCode.OK);
        await bob.PostAsync($"/api/deployments/{deployment.Id}/stop").ShouldBeAsync((HttpStatusCode)deploy);
        await bob.SendAsync(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { limits = new { pids = 64 } })
            .ShouldBeAsync((HttpStatusCode)configure);
        await bob.SendAsync(HttpMethod.Put, $"/api/projects/{deployment.ProjectId}/members/{eve.Email}", new { role = "viewer" })
            .ShouldBeAsync((HttpStatusCode)administer);
        await bob.SendAsync(HttpMethod.Delete, $"/api/projects/{deployment.ProjectId}").ShouldBeAsync((HttpStatusCode)administer);
    }

    [Fact]
    public async Task A_role_in_one_environment_reaches_no_other()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = await ada.ProjectAsync();
        var (staging, production) = (await ada.DeploymentAsync(project.Id, "s", "staging"), await ada.DeploymentAsync(project.Id, "p"));
        await ada.MakeMemberAsync(project.Id, bob, "developer", "staging");

        (await bob.GetAsync<Page<DeploymentResponse>>($"/api/projects/{project.Id}/deployments"))!.Items.ShouldHaveSingleItem().Id.ShouldBe(staging.Id);
        await bob.Http.GetAsync($"/api/deployments/{production.Id}").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await bob.PostAsync($"/api/deployments/{production.Id}/stop").ShouldBeAsync(HttpStatusCode.Forbidden);
        await bob.PostAsync($"/api/deployments/{staging.Id}/stop").ShouldBeAsync(HttpStatusCode.Accepted);
        await bob.PostAsync($"/api/projects/{project.Id}/deployments", new { name = "x", environment = "production" })
            .ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Members_are_listed_with_role_and_environments_and_leave_when_removed()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = await ada.ProjectAsync();
        await ada.MakeMemberAsync(project.Id, bob, "developer", "staging", "development");

        var members = await bob.GetAsync<Page<MemberResponse>>($"/api/projects/{project.Id}/members");
        members!.Items.Single(each => each.Email == bob.Email).Environments.ShouldBe([EnvironmentName.Development, EnvironmentName.Staging]);
        members.Items.Single(each => each.Email == ada.Email).Environments.ShouldBe(Enum.GetValues<EnvironmentName>(), "its role holds everywhere");
        members.Items.Single(each => each.Email == ada.Email).ByName.ShouldBeEmpty();
        (await bob.GetAsync<ProjectResponse>($"/api/projects/{project.Id}"))!.Role.ShouldBe(ProjectRole.Developer);

        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{project.Id}/members/{bob.Email}").ShouldBeAsync(HttpStatusCode.NoContent);
        await bob.Http.GetAsync($"/api/projects/{project.Id}").ShouldBeAsync(HttpStatusCode.NotFound);
        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{project.Id}/members/{bob.Email}").ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("viewer", null, null)]
    [InlineData("viewer", "staging", null)]
    [InlineData("developer", null, null)]
    [InlineData("developer", "development,staging,production", null)]
    [InlineData("developer", "production", "production")]
    [InlineData("developer", null, "")]
    [InlineData("maintainer", null, null)]
    [InlineData("maintainer", "staging,production", "staging")]
    [InlineData("owner", null, null)]
    [InlineData("owner", "development,staging,production", "production")]
    public async Task What_is_read_of_a_member_and_put_back_changes_nothing(string role, string? environments, string? reveal)
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        static string[]? Split(string? names) => names?.Split(',', StringSplitOptions.RemoveEmptyEntries);
        await ada.SendAsync(HttpMethod.Put, $"/api/projects/{project}/members/{bob.Email}", new { role, environments = Split(environments), reveal = Split(reveal) }).ShouldBeAsync(HttpStatusCode.NoContent);
        var (before, reach) = (await MemberAsync(ada, project, bob), await ReachAsync(bob, project));

        await ada.SendAsync(HttpMethod.Put, $"/api/projects/{project}/members/{bob.Email}", before.ToJsonString()).ShouldBeAsync(HttpStatusCode.NoContent);

        (await MemberAsync(ada, project, bob)).ToJsonString().ShouldBe(before.ToJsonString());
        (await ReachAsync(bob, project)).ShouldBe(reach);
    }

    [Fact]
    public async Task A_right_to_reveal_that_was_taken_does_not_come_back_with_another_change()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        Task PutAsync(object body) => ada.SendAsync(HttpMethod.Put, $"/api/projects/{project}/members/{bob.Email}", body).ShouldBeAsync(HttpStatusCode.NoContent);
        await PutAsync(new { role = "maintainer", reveal = Array.Empty<string>() });
        await PutAsync(new { role = "developer" });
        (await ReachAsync(bob, project)).ShouldAllBe(may => !may.Reveal);
        await PutAsync(new { role = "developer", reveal = new[] { "development" } });
        (await ReachAsync(bob, project)).Count(may => may.Reveal).ShouldBe(1);
    }

    [Fact]
    public async Task A_member_may_leave_but_the_last_owner_may_not()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = await ada.ProjectAsync();
        await ada.MakeMemberAsync(project.Id, bob, "viewer");

        await bob.SendAsync(HttpMethod.Delete, $"/api/projects/{project.Id}/members/{bob.Email}").ShouldBeAsync(HttpStatusCode.NoContent);
        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{project.Id}/members/{ada.Email}").ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await ada.SendAsync(HttpMethod.Put, $"/api/projects/{project.Id}/members/{ada.Email}", new { role = "viewer" })
            .ShouldBeProblemAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Two_owners_who_remove_each_other_at_once_leave_one()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = await ada.ProjectAsync();
        await ada.MakeMemberAsync(project.Id, bob, "owner");

        var removals = await Task.WhenAll(
            ada.SendAsync(HttpMethod.Delete, $"/api/projects/{project.Id}/members/{bob.Email}"),
            bob.SendAsync(HttpMethod.Delete, $"/api/projects/{project.Id}/members/{ada.Email}"));

        removals.Count(each => each.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"role":"king"}""", "role")]
    [InlineData("""{}""", "role")]
    [InlineData("""{"role":"viewer","environments":["test"]}""", "environments[0]")]
    [InlineData("""{"role":"viewer","environments":[]}""", "environments")]
    [InlineData("""{"role":"viewer","environments":["staging"],"byName":[]}""", "byName")]
    [InlineData("""{"role":"viewer","byName":["staging"]}""", "byName")]
    [InlineData("""{"role":"owner","environments":["staging"]}""", "environments")]
    public async Task A_membership_that_makes_no_sense_is_refused_with_the_field_named(string body, string field)
    {
        var ada = await api.UserAsync();
        var project = await ada.ProjectAsync();

        await ada.SendAsync(HttpMethod.Put, $"/api/projects/{project.Id}/members/{ada.Email}", body).ShouldNameAsync(field);
    }

    private static async Task<JsonNode> MemberAsync(TestUser by, Guid project, TestUser of) =>
        (await by.GetAsync<JsonNode>($"/api/projects/{project}/members"))!["items"]!.AsArray().Single(each => each!["email"]!.GetValue<string>() == of.Email)!;

    /// <summary>What the member may do with each environment's configuration.</summary>
    private static async Task<IReadOnlyList<ConfigRights>> ReachAsync(TestUser member, Guid project)
    {
        List<ConfigRights> rights = [];
        foreach (var environment in (string[])["development", "staging", "production"])
        {
            using var answer = await member.Http.GetAsync($"/api/projects/{project}/environments/{environment}/config");
            rights.Add(answer.IsSuccessStatusCode
                ? JsonSerializer.Deserialize<ConfigResponse>(await answer.Content.ReadAsStringAsync(), Wire.Json)!.May
                : new ConfigRights(See: false, Write: false, Reveal: false, Apply: false));
        }
        return rights;
    }
}
