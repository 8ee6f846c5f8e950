using System.Net;
using System.Net.Sockets;
using System.Text;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class ProjectTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_project_has_a_slug_of_its_own_also_when_the_name_is_taken()
    {
        var ada = await api.UserAsync();
        var (one, two) = (await ada.ProjectAsync("My Läden & more"), await ada.ProjectAsync("My Läden & more"));

        one.Slug.ShouldBe("my-l-den-more");
        two.Slug.ShouldStartWith("my-l-den-more-");
        one.Role.ShouldBe(ProjectRole.Owner);
    }

    [Fact]
    public async Task Projects_of_one_name_made_by_many_at_once_all_get_slugs_of_their_own()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.UserAsync()));

        var projects = await Task.WhenAll(people.Select(person => person.ProjectAsync("Wanted by all")));

        projects.Select(project => project.Slug).ShouldBeUnique();
    }

    [Fact]
    public async Task A_list_pages_newest_first_and_stays_whole_while_projects_are_added()
    {
        var ada = await api.UserAsync();
        var made = new List<Guid>();
        for (var number = 0; number < 5; number++)
            made.Add((await ada.ProjectAsync($"p{number}")).Id);
        made.Reverse();

        var seen = new List<Guid>();
        for (string? next = ""; next is not null;)
        {
            var page = await ada.GetAsync<Page<ProjectResponse>>($"/api/projects?limit=2{(next.Length == 0 ? "" : $"&after={next}")}");
            seen.AddRange(page!.Items.Select(each => each.Id));
            next = page.Next;
            await ada.ProjectAsync("new");
        }

        seen.ShouldBe(made);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("after=x", "after")]
    public async Task A_page_that_cannot_be_is_refused_with_the_field_named(string query, string field)
    {
        var ada = await api.UserAsync();
        await ada.Http.GetAsync($"/api/projects?{query}").ShouldNameAsync(field);
    }

    [Fact]
    public async Task A_deleted_project_is_gone_at_once_and_its_deployments_are_to_be_removed()
    {
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();

        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{deployment.ProjectId}").ShouldBeAsync(HttpStatusCode.NoContent);

        await ada.Http.GetAsync($"/api/projects/{deployment.ProjectId}").ShouldBeAsync(HttpStatusCode.NotFound);
        await ada.Http.GetAsync($"/api/deployments/{deployment.Id}").ShouldBeAsync(HttpStatusCode.NotFound);
        (await ada.GetAsync<Page<ProjectResponse>>("/api/projects"))!.Items.ShouldBeEmpty();
        await using var db = api.Db();
        var kept = await db.Deployments.SingleAsync(each => each.Id == deployment.Id);
        (kept.DesiredState, kept.State).ShouldBe((DesiredState.Deleted, DeploymentState.Deleting));
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":"  "}""", "name")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""["name"]""", "body")]
    [InlineData("""null""", "body")]
    [InlineData("", "body")]
    public async Task A_project_without_a_proper_name_is_refused_with_the_field_named(string body, string field)
    {
        var ada = await api.UserAsync();
        await ada.PostAsync("/api/projects", body).ShouldNameAsync(field);
    }

    [Fact]
    public async Task Its_owner_renames_a_project_and_says_how_long_lines_are_kept()
    {
        var ada = await api.UserAsync();
        var project = await ada.ProjectAsync();
        project.LogDays.ShouldBe(30);

        (await ada.SendAsync(HttpMethod.Patch, $"/api/projects/{project.Id}", new UpdateProjectRequest(LogDays: 7))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ada.SendAsync(HttpMethod.Patch, $"/api/projects/{project.Id}", new UpdateProjectRequest("Renamed"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        var now = await ada.GetAsync<ProjectResponse>($"/api/projects/{project.Id}");
        (now!.Name, now.LogDays, now.Slug).ShouldBe(("Renamed", 7, project.Slug));
        await ada.SendAsync(HttpMethod.Patch, $"/api/projects/{project.Id}", new UpdateProjectRequest(LogDays: 0)).ShouldNameAsync("logDays");
        await ada.SendAsync(HttpMethod.Patch, $"/api/projects/{project.Id}", new UpdateProjectRequest(" ")).ShouldNameAsync("name");
        var bob = await api.UserAsync("Bob");
        await ada.MakeMemberAsync(project.Id, bob, "developer");
        (await bob.SendAsync(HttpMethod.Patch, $"/api/projects/{project.Id}", new UpdateProjectRequest("Mine"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_is_no_JSON_or_no_route_or_too_large_is_a_problem_too()
    {
        var ada = await api.UserAsync();

        await ada.PostAsync("/api/projects", new FormUrlEncodedContent([new("name", "x")])).ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
        await ada.SendAsync(HttpMethod.Put, "/api/projects", new { }).ShouldBeProblemAsync(HttpStatusCode.MethodNotAllowed);
        await ada.Http.GetAsync("/api/nothing").ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await ada.Http.GetAsync("/api/projects/not-an-id").ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await ada.PostAsync("/api/projects", new { name = new string('x', 1_100_000) }).ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Who_sends_too_much_is_told_so_even_if_it_listens_only_when_all_is_sent()
    {
        const int bytes = 8 << 20;
        var ada = await api.UserAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(ada.Http.BaseAddress!.Host, ada.Http.BaseAddress.Port);
        await using var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/projects HTTP/1.1\r\nHost: {ada.Http.BaseAddress.Authority}\r\nAuthorization: Bearer {ada.Token}\r\nContent-Type: application/json\r\nContent-Length: {bytes}\r\n\r\n"));
        await stream.WriteAsync(new byte[bytes]);
        using var reader = new StreamReader(stream, Encoding.ASCII);

        (await reader.ReadLineAsync()).ShouldBe("HTTP/1.1 413 Payload Too Large");
    }

    [Fact]
    public async Task A_NUL_in_an_address_or_a_login_is_a_bad_request()
    {
        var ada = await api.UserAsync();
        var project = await ada.ProjectAsync();

        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{project.Id}/members/a%00b").ShouldBeAsync(HttpStatusCode.BadRequest);
        await ada.PostAsync("/api/auth/login", """{"email":"a\u0000b","password":"x"}""").ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Answers_say_nothing_of_the_server_and_are_not_kept()
    {
        var ada = await api.UserAsync();
        using var answer = await ada.Http.GetAsync("/api/projects");

        answer.Headers.Contains("Server").ShouldBeFalse();
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Content-Security-Policy").Single().Split("; ").ShouldBe(["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "sandbox"]);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
    }
}
