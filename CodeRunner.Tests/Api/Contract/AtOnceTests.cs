using System.Net;
using System.Text.Json.Nodes;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Several who write the same at the same moment: one wins where only one can, all do where all can, and each is told which it was.</summary>
public sealed class AtOnceTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private const int Writers = 8;

    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private Guid project;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        project = (await ada.ProjectAsync()).Id;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("projects/{project}/config")]
    [InlineData("projects/{project}/environments/staging/config")]
    [InlineData("deployments/{deployment}/config")]
    public async Task Of_those_who_saw_the_same_version_of_a_configuration_one_replaces_it(string whose)
    {
        var path = $"/api/{whose.Replace("{project}", $"{project}").Replace("{deployment}", $"{(await ada.DeploymentAsync(project)).Id}")}";
        var answers = await AtOnceAsync(writer => Sending(HttpMethod.Put, path, new { variables = new[] { new { key = "A", value = $"{writer}" } } }, "\"0\""));

        answers.ShouldHave(HttpStatusCode.OK, 1, HttpStatusCode.PreconditionFailed);
        var left = (await ada.GetAsync<JsonNode>(path))!;
        left["version"]!.GetValue<int>().ShouldBe(1);
        left["variables"]![0]!["value"]!.GetValue<string>().ShouldBe($"{answers.FindIndex(each => each == HttpStatusCode.OK)}");
    }

    [Fact]
    public async Task Who_sets_one_variable_each_without_a_version_all_do()
    {
        var path = $"/api/projects/{project}/environments/staging/config";
        var answers = await AtOnceAsync(writer => Sending(HttpMethod.Put, $"{path}/variables/KEY_{writer}", new { value = $"{writer}" }));

        answers.ShouldAllBe(each => each == HttpStatusCode.NoContent);
        var left = (await ada.GetAsync<JsonNode>(path))!;
        (left["version"]!.GetValue<int>(), left["variables"]!.AsArray().Count).ShouldBe((Writers, Writers));
    }

    [Fact]
    public async Task Of_those_who_saw_the_same_version_of_a_template_one_makes_the_next()
    {
        object Template(string name) => new { name, keys = new[] { new { key = "A" } } };
        var id = (await ada.SendAsync<JsonNode>(HttpMethod.Post, $"/api/projects/{project}/templates", Template("Ours")))!["id"]!.GetValue<string>();

        (await AtOnceAsync(writer => Sending(HttpMethod.Put, $"/api/templates/{id}", Template($"Ours, {writer}"), "\"1\""))).ShouldHave(HttpStatusCode.OK, 1, HttpStatusCode.PreconditionFailed);
        (await ada.GetAsync<JsonNode>($"/api/templates/{id}"))!["version"]!.GetValue<int>().ShouldBe(2);
    }

    [Theory]
    [InlineData("deployments", """{"name":"Web","environment":"staging"}""")]
    [InlineData("templates", """{"name":"Ours","keys":[{"key":"A"}]}""")]
    public async Task A_name_is_given_once(string what, string body)
    {
        (await AtOnceAsync(_ => Sending(HttpMethod.Post, $"/api/projects/{project}/{what}", body))).ShouldHave(HttpStatusCode.Created, 1, HttpStatusCode.Conflict);
        (await ada.GetAsync<JsonNode>($"/api/projects/{project}/{what}"))!["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_name_is_changed_to_once()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, Writers).Select(number => ada.DeploymentAsync(project, $"App {number}")));

        (await AtOnceAsync(writer => Sending(HttpMethod.Patch, $"/api/deployments/{made[writer].Id}", new { name = "Web" }))).ShouldHave(HttpStatusCode.OK, 1, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_host_name_leads_to_one_deployment()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, Writers).Select(number => ada.DeploymentAsync(project, $"App {number}")));
        var host = $"{Guid.NewGuid():n}.example.org";

        (await AtOnceAsync(writer => Sending(HttpMethod.Put, $"/api/deployments/{made[writer].Id}/hosts/{host}", null))).ShouldHave(HttpStatusCode.OK, 1, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_address_is_registered_once()
    {
        var request = new { email = $"ada.{Guid.NewGuid():n}@example.org", password = "a long password", displayName = "Ada" };

        (await AtOnceAsync(_ => Sending(HttpMethod.Post, "/api/auth/register", request))).ShouldHave(HttpStatusCode.Created, 1, HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("projects/{project}/webhooks", """{"url":"https://hooks.invalid/"}""", 10)]
    [InlineData("deployments/{deployment}/scaling-policies", """{"trigger":"cpu","target":70}""", 10)]
    [InlineData("deployments/{deployment}/scaling-schedules", """{"cron":"0 8 * * *","durationMinutes":60,"minInstances":2}""", 10)]
    public async Task No_more_are_made_than_there_may_be(string where, string body, int most)
    {
        var path = $"/api/{where.Replace("{project}", $"{project}").Replace("{deployment}", $"{(await ada.DeploymentAsync(project)).Id}")}";

        (await AtOnceAsync(_ => Sending(HttpMethod.Post, path, body), most + Writers)).ShouldHave(HttpStatusCode.Created, most, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task One_advice_is_applied_once()
    {
        var deployment = (await ada.DeploymentAsync(project)).Id;
        await ada.ReleaseAsync(deployment);
        var advice = await api.AdviseAsync(ada, deployment);

        (await AtOnceAsync(_ => Sending(HttpMethod.Post, $"/api/recommendations/{advice}/apply", null))).ShouldHave(HttpStatusCode.Accepted, 1, HttpStatusCode.Conflict);
        (await ada.GetAsync<JsonNode>($"/api/deployments/{deployment}/releases"))!["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_deployment_is_deleted_by_whoever_asks_and_a_project_by_one()
    {
        var deployment = (await ada.DeploymentAsync(project)).Id;

        (await AtOnceAsync(_ => Sending(HttpMethod.Delete, $"/api/deployments/{deployment}", null))).ShouldAllBe(each => each == HttpStatusCode.Accepted || each == HttpStatusCode.NotFound);
        (await AtOnceAsync(_ => Sending(HttpMethod.Delete, $"/api/projects/{project}", null))).ShouldHave(HttpStatusCode.NoContent, 1, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whatever_several_ask_at_the_same_moment_is_answered_as_it_is_described()
    {
        var description = await ApiDescription.ReadAsync(api);
        using var fuzz = new Fuzz(api, description, seed: 0);
        List<string> wrong = [];
        foreach (var operation in description.Operations.Where(each => each.Method != HttpMethod.Get))
        {
            var outcomes = await fuzz.AtOnceAsync(operation, Writers / 2);
            wrong.AddRange(outcomes.SelectMany(outcome => outcome.Faults).Distinct().Select(fault => $"{operation}: {fault}"));
            if (!outcomes.Any(outcome => outcome.IsDone))
                wrong.Add($"{operation}: nobody's is done: {string.Join(' ', outcomes.Select(outcome => outcome.Status))}");
        }
        wrong.ShouldBeEmpty();
    }

    private static (HttpMethod, string, object?, string?) Sending(HttpMethod method, string path, object? body, string? version = null) => (method, path, body, version);

    private async Task<List<HttpStatusCode>> AtOnceAsync(Func<int, (HttpMethod Method, string Path, object? Body, string? Version)> send, int writers = Writers)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
        {
            var (method, path, body, version) = send(writer);
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
                request.Content = new StringContent(body as string ?? System.Text.Json.JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
            if (version is not null)
                request.Headers.TryAddWithoutValidation("If-Match", version);
            using var answer = await ada.Http.SendAsync(request);
            return answer.StatusCode;
        }));
        return [.. answers];
    }
}

file static class StatusAssertions
{
    /// <summary>So many of the one, and else only the other.</summary>
    public static void ShouldHave(this List<HttpStatusCode> answers, HttpStatusCode won, int times, HttpStatusCode lost) =>
        answers.OrderBy(each => each).ShouldBe([.. Enumerable.Repeat(won, times), .. Enumerable.Repeat(lost, answers.Count - times)]);
}
