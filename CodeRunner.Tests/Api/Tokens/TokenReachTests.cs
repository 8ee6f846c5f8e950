using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Tokens;

/// <summary>What a token may do: its scope and its maker's membership, both at this moment.</summary>
public sealed class TokenReachTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Theory]
    [InlineData("viewer", 403, 403)]
    [InlineData("developer", 202, 403)]
    [InlineData("maintainer", 202, 200)]
    public async Task A_tokens_role_allows_what_it_says_and_no_more_although_its_maker_is_an_owner(string role, int deploy, int configure)
    {
        var ada = await api.UserAsync("Ada");
        var deployment = await ada.DeploymentAsync();
        var machine = await api.MachineAsync(ada, deployment.ProjectId, role);

        await machine.Http.GetAsync($"/api/deployments/{deployment.Id}").ShouldBeAsync(HttpStatusCode.OK);
        await machine.PostAsync($"/api/deployments/{deployment.Id}/stop").ShouldBeAsync((HttpStatusCode)deploy);
        await machine.SendAsync(HttpMethod.Patch, $"/api/deployments/{deployment.Id}", new { limits = new { pids = 64 } }).ShouldBeAsync((HttpStatusCode)configure);
        await machine.SendAsync(HttpMethod.Patch, $"/api/projects/{deployment.ProjectId}", new { logDays = 7 }).ShouldBeAsync(HttpStatusCode.Forbidden);
        (await machine.GetAsync<ProjectResponse>($"/api/projects/{deployment.ProjectId}"))!.Role.ToString().ToLowerInvariant().ShouldBe(role);
    }

    [Fact]
    public async Task A_token_reaches_the_environments_that_it_names_as_far_as_its_maker_does()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        var (staging, production) = (await ada.DeploymentAsync(project, "s", "staging"), await ada.DeploymentAsync(project, "p"));
        await ada.MakeMemberAsync(project, bob, "maintainer", "staging");

        foreach (var machine in (TestUser[])[await api.MachineAsync(ada, project, environments: ["staging"]), await api.MachineAsync(bob, project)])
        {
            (await machine.GetAsync<Page<DeploymentResponse>>($"/api/projects/{project}/deployments"))!.Items.ShouldHaveSingleItem().Id.ShouldBe(staging.Id);
            await machine.PostAsync($"/api/deployments/{staging.Id}/stop").ShouldBeAsync(HttpStatusCode.Accepted);
            await machine.Http.GetAsync($"/api/deployments/{production.Id}").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
            await machine.PostAsync($"/api/projects/{project}/deployments", new { name = "x", environment = "production" }).ShouldBeAsync(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task What_its_maker_loses_a_token_loses_at_once()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var deployment = await ada.DeploymentAsync(environment: "staging");
        await ada.MakeMemberAsync(deployment.ProjectId, bob, "maintainer");
        var machine = await api.MachineAsync(bob, deployment.ProjectId, "maintainer");
        await machine.PostAsync($"/api/deployments/{deployment.Id}/stop").ShouldBeAsync(HttpStatusCode.Accepted);

        await ada.MakeMemberAsync(deployment.ProjectId, bob, "viewer");
        await machine.PostAsync($"/api/deployments/{deployment.Id}/stop").ShouldBeAsync(HttpStatusCode.Forbidden);
        await machine.Http.GetAsync($"/api/deployments/{deployment.Id}").ShouldBeAsync(HttpStatusCode.OK);
        await ada.MakeMemberAsync(deployment.ProjectId, bob, "viewer", "production");
        await machine.Http.GetAsync($"/api/deployments/{deployment.Id}").ShouldBeAsync(HttpStatusCode.Forbidden);

        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{deployment.ProjectId}/members/{bob.Email}").ShouldBeAsync(HttpStatusCode.NoContent);
        await machine.Http.GetAsync($"/api/deployments/{deployment.Id}").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await ada.MakeMemberAsync(deployment.ProjectId, bob, "maintainer");
        await machine.Http.GetAsync($"/api/deployments/{deployment.Id}").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_environment_that_only_the_token_names_is_no_grant_of_its_configuration()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ConfigUser.Of(ada, project).PutAsync(new { key = "A", value = "1" });
        await ada.MakeMemberAsync(project, bob, "maintainer");
        var config = ConfigUser.Of(await api.MachineAsync(bob, project, environments: ["staging"]), project);
        (await config.GetAsync()).May.See.ShouldBeTrue();

        await ada.MakeMemberAsync(project, bob, "developer");

        (await config.GetAsync()).May.See.ShouldBeFalse();
        await config.SetAsync("A", "2").ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_token_reveals_secrets_only_where_it_was_said_so_and_its_maker_may()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ConfigUser.Of(ada, project).PutAsync(new { key = "TOKEN", value = "a-secret", encrypted = true });
        await ada.MakeMemberAsync(project, bob, "maintainer");
        var (blind, seeing) = (await api.MachineAsync(bob, project, "maintainer"), await api.MachineAsync(bob, project, "maintainer", reveal: ["staging"]));

        await ConfigUser.Of(blind, project).TryRevealAsync("TOKEN").ShouldBeAsync(HttpStatusCode.Forbidden);
        await ConfigUser.Of(blind, project).TryExportAsync().ShouldBeAsync(HttpStatusCode.Forbidden);
        (await ConfigUser.Of(blind, project).ExportAsync(secrets: false)).ShouldNotContain("a-secret");
        (await ConfigUser.Of(seeing, project).RevealAsync("TOKEN")).ShouldBe("a-secret");
        await ada.SendAsync(HttpMethod.Put, $"/api/projects/{project}/members/{bob.Email}", new { role = "maintainer", reveal = Array.Empty<string>() }).ShouldBeAsync(HttpStatusCode.NoContent);
        await ConfigUser.Of(seeing, project).TryRevealAsync("TOKEN").ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_token_lists_its_own_project_and_no_other_of_its_makers()
    {
        var ada = await api.UserAsync("Ada");
        var (project, _) = (await ada.ProjectAsync(), await ada.ProjectAsync("Other"));
        var machine = await api.MachineAsync(ada, project.Id);

        var listed = (await machine.GetAsync<Page<ProjectResponse>>("/api/projects"))!.Items.ShouldHaveSingleItem();
        (listed.Id, listed.Role).ShouldBe((project.Id, ProjectRole.Developer));
    }

    [Theory]
    [InlineData("""{"name":"x","role":"owner"}""", "role")]
    [InlineData("""{"name":"x"}""", "role")]
    [InlineData("""{"name":"","role":"viewer"}""", "name")]
    [InlineData("""{"name":"a\u0007b","role":"viewer"}""", "name")]
    [InlineData("""{"name":"x","role":"viewer","environments":[]}""", "environments")]
    [InlineData("""{"name":"x","role":"viewer","environments":["production"]}""", "environments")]
    [InlineData("""{"name":"x","role":"viewer","reveal":["staging"]}""", "reveal")]
    [InlineData("""{"name":"x","role":"developer","environments":["staging"],"reveal":["development"]}""", "reveal")]
    [InlineData("""{"name":"x","role":"maintainer","reveal":["production"]}""", "reveal")]
    [InlineData("""{"name":"x","role":"viewer","expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"x","role":"viewer","expiresAt":"2100-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task A_token_that_may_more_than_its_maker_or_makes_no_sense_is_refused_with_the_field_named(string body, string field)
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "maintainer", "development", "staging");

        await bob.PostAsync($"/api/projects/{project}/tokens", body).ShouldNameAsync(field);
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("developer")]
    public async Task Who_is_less_than_a_maintainer_has_no_tokens(string role)
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, role);

        await bob.PostAsync($"/api/projects/{project}/tokens", new { name = "x", role = "viewer" }).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await bob.Http.GetAsync($"/api/projects/{project}/tokens").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
    }
}
