using System.Net;
using System.Net.Http.Headers;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>What requests of <see cref="ContractTests"/> brought down or got a wrong answer for, each by its name.</summary>
public sealed class FoundTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_body_in_an_encoding_that_nobody_knows_is_refused()
    {
        var ada = await api.UserAsync();
        var body = new ByteArrayContent("""{"name":"Shop"}"""u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json; charset=nothing") } };

        await ada.PostAsync("/api/projects", body).ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("from=2026-11-01&to=9999-12-31T23:59:59Z", HttpStatusCode.OK)]
    [InlineData("to=0001-01-01", HttpStatusCode.BadRequest)]
    [InlineData("from=0001-01-01&to=0001-01-01T00:00:01Z", HttpStatusCode.BadRequest)]
    public async Task Costs_at_the_ends_of_time_are_none_or_no_time(string query, HttpStatusCode status)
    {
        var ada = await api.UserAsync();

        await ada.SendAsync(HttpMethod.Get, $"/api/projects/{(await ada.ProjectAsync()).Id}/cost?{query}").ShouldBeAsync(status);
    }

    [Theory]
    [InlineData("""{"policies":[null]}""", "policies[0]")]
    [InlineData("""{"policies":[{"trigger":"requests","target":5}],"to":"0001-01-01T00:00:00Z"}""", "from")]
    public async Task A_replay_of_no_policy_or_no_time_is_refused_with_the_field_named(string body, string field)
    {
        var ada = await api.UserAsync();

        await ada.PostAsync($"/api/deployments/{(await ada.DeploymentAsync()).Id}/scaling-policies/replay", body).ShouldNameAsync(field);
    }

    [Fact]
    public async Task Who_takes_no_JSON_is_refused_with_a_problem_all_the_same()
    {
        using var http = api.Stranger();
        http.DefaultRequestHeaders.Add("Accept", "application/xml");

        await http.GetAsync("/api/projects").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await http.GetAsync("/api/nothing").ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }
}
