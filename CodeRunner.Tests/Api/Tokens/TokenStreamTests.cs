using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Tokens;
using CodeRunner.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Api.Tokens;

/// <summary>What lasts longer than a request ends with its token.</summary>
public sealed class TokenStreamTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("logs")]
    [InlineData("metrics")]
    public async Task A_stream_ends_when_its_token_is_revoked(string of)
    {
        var token = await ada.TokenAsync(deployment.ProjectId, "viewer");
        using var stream = await OpenAsync(api.Machine(ada, token.Token), of);

        await RevokeAsync(token);

        await EndAsync(stream);
    }

    [Fact]
    public async Task A_stream_ends_when_its_secret_is_replaced()
    {
        var token = await ada.TokenAsync(deployment.ProjectId, "viewer");
        using var stream = await OpenAsync(api.Machine(ada, token.Token), "logs");

        await ada.PostAsync($"/api/projects/{deployment.ProjectId}/tokens/{token.Id}/rotate").ShouldBeAsync(HttpStatusCode.OK);

        await EndAsync(stream);
    }

    [Fact]
    public async Task A_stream_ends_when_its_token_expires()
    {
        // On a clock that stands still the token is good for as long as it takes to open the stream.
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var own = await ApiFactory.StartAsync(api.Database, clock);
        var token = await own.Machine(ada, ada.Token).TokenAsync(deployment.ProjectId, "viewer", expiresAt: clock.GetUtcNow().AddSeconds(3));
        using var stream = await OpenAsync(own.Machine(ada, token.Token), "logs");

        await EndAsync(stream);
    }

    [Fact]
    public async Task A_connection_to_the_hub_begins_nothing_new_when_its_token_is_revoked_and_no_other_is_opened()
    {
        var token = await ada.TokenAsync(deployment.ProjectId, "viewer");
        await using var hub = await api.Machine(ada, token.Token).HubAsync();
        await hub.InvokeAsync("SubscribeProject", deployment.ProjectId);

        await RevokeAsync(token);

        // Within seconds the connection is closed; until then it is told why.
        var refusal = await Should.ThrowAsync<Exception>(() => hub.InvokeAsync("SubscribeDeployment", deployment.Id, null));
        if (refusal is HubException)
            refusal.Message.ShouldContain("does not count any more");
        (await Should.ThrowAsync<HttpRequestException>(() => api.Machine(ada, token.Token).HubAsync())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_hub_shows_a_token_no_other_project_of_its_makers()
    {
        var other = await ada.DeploymentAsync((await ada.ProjectAsync("Other")).Id, "o");
        await using var hub = await (await api.MachineAsync(ada, deployment.ProjectId, "viewer")).HubAsync();

        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        await Should.ThrowAsync<HubException>(() => hub.InvokeAsync("SubscribeDeployment", other.Id, null));
        await Should.ThrowAsync<HubException>(() => hub.InvokeAsync("SubscribeProject", other.ProjectId));
    }

    private Task RevokeAsync(ApiTokenResponse token) => ada.SendAsync(HttpMethod.Delete, $"/api/projects/{token.ProjectId}/tokens/{token.Id}").ShouldBeAsync(HttpStatusCode.NoContent);

    private async Task<StreamReader> OpenAsync(TestUser machine, string of)
    {
        var answer = await machine.Http.GetAsync($"/api/deployments/{deployment.Id}/{of}/stream", HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    private static async Task EndAsync(StreamReader stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await stream.ReadLineAsync(patience.Token) is not null)
        {
            // What came before the end does not matter.
        }
    }
}
