using System.Net;
using CodeRunner.Core.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Api.Tokens;

/// <summary>Every route there is, asked with an API token that counts no more, and with one of another project.</summary>
public sealed class TokenMatrixTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Project = "/api/projects/{id:guid}";

    /// <summary>What no API token may ask, whatever it names.</summary>
    private static readonly string[] ForPeople =
    [
        $"DELETE {Project}", $"PUT {Project}/members/{{email}}", $"DELETE {Project}/members/{{email}}", $"POST {Project}/webhooks/",
        $"GET {Project}/tokens/", $"POST {Project}/tokens/", $"DELETE {Project}/tokens/{{tokenId:guid}}", $"POST {Project}/tokens/{{tokenId:guid}}/rotate",
        "DELETE /api/auth/me/sessions/{id:guid}",
    ];

    private readonly ApiFactory api = fixture.Api;

    public static TheoryData<string> OwnedRoutes => [.. EndpointMatrixTests.OwnedNames];

    private static IEnumerable<string> Every =>
        EndpointMatrixTests.Own.Concat(EndpointMatrixTests.Operators).Concat(EndpointMatrixTests.OwnedNames).Concat(["POST /hubs/live/negotiate"]);

    [Theory]
    [MemberData(nameof(OwnedRoutes))]
    public async Task A_token_of_another_project_sees_nothing_of_what_its_maker_sees(string route)
    {
        var ada = await api.UserAsync("Ada");
        var deployment = await ada.DeploymentAsync();
        var machine = await api.MachineAsync(ada, (await ada.ProjectAsync("Other")).Id, "maintainer");
        var id = await EndpointMatrixTests.IdOfAsync(api, ada, deployment, route);

        var foreign = await EndpointMatrixTests.AskAsync(machine, route, id);

        foreign.Status.ShouldBe(ForPeople.Contains(route) ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound);
        foreign.ShouldBe(await EndpointMatrixTests.AskAsync(machine, route, Guid.NewGuid()));
    }

    [Fact]
    public async Task What_is_for_people_is_refused_also_in_the_tokens_own_project()
    {
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        var machine = await api.MachineAsync(ada, project, "maintainer");
        foreach (var route in ForPeople.Concat(EndpointMatrixTests.Operators))
            (await EndpointMatrixTests.AskAsync(machine, route, project)).Status.ShouldBe(HttpStatusCode.Forbidden, route);
        await machine.PostAsync("/api/projects", new { name = "Mine" }).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await machine.SendAsync(HttpMethod.Delete, $"/api/projects/{project}/members/{ada.Email}").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await machine.Http.GetAsync($"/api/projects/{project}/audit").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_token_that_does_not_count_is_told_the_same_on_every_route_whatever_the_reason()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "maintainer");
        var (revoked, orphan, rotated) = (await ada.TokenAsync(project), await bob.TokenAsync(project), await ada.TokenAsync(project));
        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{project}/tokens/{revoked.Id}").ShouldBeAsync(HttpStatusCode.NoContent);
        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{project}/members/{bob.Email}").ShouldBeAsync(HttpStatusCode.NoContent);
        await ada.PostAsync($"/api/projects/{project}/tokens/{rotated.Id}/rotate").ShouldBeAsync(HttpStatusCode.OK);

        var unknown = ApiTokenText.New();
        foreach (var text in (string[])[unknown, unknown[..^1] + (unknown[^1] == 'A' ? 'B' : 'A'), "crt_", revoked.Token!, orphan.Token!, rotated.Token!])
            await ShouldBeStrangerAsync(api.Machine(ada, text));
    }

    [Fact]
    public async Task An_expired_token_is_a_strangers_on_every_route()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var own = await ApiFactory.StartAsync(api.Database, clock);
        var ada = await own.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        var machine = own.Machine(ada, (await ada.TokenAsync(project, expiresAt: clock.GetUtcNow().AddHours(1))).Token);
        clock.Advance(TimeSpan.FromMinutes(59));
        await machine.Http.GetAsync($"/api/projects/{project}").ShouldBeAsync(HttpStatusCode.OK);

        clock.Advance(TimeSpan.FromMinutes(2));

        await ShouldBeStrangerAsync(machine);
    }

    private static async Task ShouldBeStrangerAsync(TestUser machine)
    {
        HashSet<string> bodies = [];
        foreach (var route in Every)
        {
            var (method, path) = EndpointMatrixTests.Fill(route, Guid.NewGuid());
            using var answer = await machine.SendAsync(method, path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, route);
            answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
            bodies.Add(await answer.Content.ReadAsStringAsync());
        }
        bodies.ShouldHaveSingleItem();
    }
}
