using System.Net;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Logs;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Api;

public sealed class LogStreamTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;
    private LogWriter log = null!;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
        log = new LogWriter(api, deployment.Id);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Lines_and_gaps_stream_as_events_with_the_cursor_as_id()
    {
        await log.WriteAsync(1);
        using var stream = await OpenAsync(ada);
        (await stream.NextAsync()).ShouldBe(("1", "line", "line 1"));
        await log.WriteAsync(1, publish: false, shape: line => log.Line(line.Number(), "", gap: 4));
        await log.WriteAsync(1);

        (await stream.NextAsync()).ShouldBe(("2", "gap", null));
        (await stream.NextAsync()).ShouldBe(("3", "line", "line 3"));
    }

    [Fact]
    public async Task The_last_event_id_resumes()
    {
        await log.WriteAsync(5);
        using var stream = await OpenAsync(ada, "3");

        (await stream.NextAsync()).Id.ShouldBe("4");
        (await stream.NextAsync()).Id.ShouldBe("5");
        await log.WriteAsync(1);
        (await stream.NextAsync()).Id.ShouldBe("6");
    }

    [Fact]
    public async Task What_retention_removed_before_it_was_read_comes_as_a_gap()
    {
        await log.WriteAsync(5);
        await log.WriteAsync(2);
        await log.ForgetAsync(5);
        using var stream = await OpenAsync(ada, "1");

        (await stream.NextAsync()).ShouldBe(("5", "gap", null));
        (await stream.NextAsync()).ShouldBe(("6", "line", "line 6"));
        (await stream.NextAsync()).Id.ShouldBe("7");
        await log.ForgetAsync(7);
        using var late = await OpenAsync(ada, "1");
        (await late.NextAsync()).ShouldBe(("7", "gap", null));
    }

    [Fact]
    public async Task The_stream_opens_before_there_is_a_line()
    {
        using var stream = await OpenAsync(ada);
        await log.WriteAsync(1);

        (await stream.NextAsync()).Id.ShouldBe("1");
    }

    [Fact]
    public async Task A_removed_members_stream_ends()
    {
        var bob = await api.UserAsync("Bob");
        await ada.MakeMemberAsync(deployment.ProjectId, bob, "viewer");
        using var stream = await OpenAsync(bob);

        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{deployment.ProjectId}/members/{bob.Email}");

        await stream.EndAsync();
    }

    [Fact]
    public async Task The_stream_ends_with_its_token()
    {
        // On a clock that stands still the token is good for as long as it takes to open the stream.
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var own = await ApiFactory.StartAsync(api.Database, clock);
        var claims = TokenForge.Claims(ada, clock.GetUtcNow());
        claims["exp"] = clock.GetUtcNow().AddSeconds(3).ToUnixTimeSeconds();
        using var stream = await OpenAsync(new TestUser(own, ada.Id, ada.Email, TokenForge.Sign(claims)));

        await stream.EndAsync();
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_refused()
    {
        await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/logs/stream?after=x").ShouldNameAsync("after");
    }

    private async Task<Events> OpenAsync(TestUser user, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/deployments/{deployment.Id}/logs/stream");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await user.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new Events(new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private sealed class Events(StreamReader reader) : IDisposable
    {
        private readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));

        public async Task<(string Id, string Event, string? Text)> NextAsync()
        {
            var (id, kind) = ("", "");
            while (await reader.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.StartsWith("id: "))
                    id = line[4..];
                else if (line.StartsWith("event: "))
                    kind = line[7..];
                else if (line.StartsWith("data: "))
                    return (id, kind, JsonSerializer.Deserialize<LogRecord>(line[6..], Wire.Json)!.Text);
            }
            throw new EndOfStreamException();
        }

        public async Task EndAsync()
        {
            while (await reader.ReadLineAsync(patience.Token) is not null)
            {
                // What came before the end does not matter.
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            patience.Dispose();
        }
    }
}
