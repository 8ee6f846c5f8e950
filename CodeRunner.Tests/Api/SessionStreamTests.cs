using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR.Client;

namespace CodeRunner.Tests.Api;

/// <summary>What lasts longer than a request ends with its session.</summary>
public sealed class SessionStreamTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private TestUser here = null!;
    private DeploymentResponse deployment = null!;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        here = await api.SignInAsync(ada.Id);
        deployment = await ada.DeploymentAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("logs")]
    [InlineData("metrics")]
    public async Task A_stream_ends_with_its_session_and_the_others_streams_go_on(string of)
    {
        using var stream = await OpenAsync(ada, of);
        using var other = await OpenAsync(here, of);

        await EndAsync();

        await ReadToEndAsync(stream);
        other.ReadToEndAsync().IsCompleted.ShouldBeFalse();
        await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/{of}/stream").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_to_the_hub_is_closed_with_its_session_whether_it_watches_or_not(bool watches)
    {
        await using var hub = await ada.HubAsync();
        await using var other = await here.HubAsync();
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        if (watches)
            await hub.InvokeAsync("SubscribeDeployment", deployment.Id, null);

        await EndAsync();

        await closed.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await other.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        (await Should.ThrowAsync<HttpRequestException>(ada.HubAsync())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_connection_whose_session_ended_begins_nothing_new()
    {
        await using var hub = await ada.HubAsync();

        await EndAsync();

        await Should.ThrowAsync<Exception>(() => hub.InvokeAsync("SubscribeProject", deployment.ProjectId));
    }

    private Task EndAsync() => here.SendAsync(HttpMethod.Delete, $"/api/auth/me/sessions/{ada.SessionId}").ShouldBeAsync(HttpStatusCode.NoContent);

    private async Task<StreamReader> OpenAsync(TestUser user, string of)
    {
        var answer = await user.Http.GetAsync($"/api/deployments/{deployment.Id}/{of}/stream", HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    private static async Task ReadToEndAsync(StreamReader stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await stream.ReadToEndAsync(patience.Token);
    }
}
