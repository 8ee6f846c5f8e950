using System.Text.Json.Nodes;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Logs;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api;

public sealed class LogHistoryTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
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
    public async Task Without_a_beginning_the_last_lines_are_answered_oldest_first()
    {
        await log.WriteAsync(250);

        var page = await ReadAsync("");
        page.Items.Select(line => line.Cursor).ShouldBe(Enumerable.Range(51, 200).Select(number => $"{number}"));
        page.Next.ShouldBe("250");
    }

    [Fact]
    public async Task Reading_on_with_next_gives_every_line_once_and_then_nothing()
    {
        await log.WriteAsync(7);
        var seen = new List<string>();
        var next = "0";
        for (var turn = 0; turn < 5; turn++)
        {
            var page = await ReadAsync($"after={next}&limit=3");
            seen.AddRange(page.Items.Select(line => line.Cursor));
            next = page.Next!;
        }

        seen.ShouldBe(["1", "2", "3", "4", "5", "6", "7"]);
        next.ShouldBe("7");
        await log.WriteAsync(1);
        (await ReadAsync($"after={next}")).Items.ShouldHaveSingleItem().Text.ShouldBe("line 8");
    }

    [Fact]
    public async Task Lines_are_filtered_by_text_pattern_stream_instance_release_and_time()
    {
        var (instance, noon) = (Guid.NewGuid(), new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var release = await ada.ReleaseAsync(deployment.Id);
        await log.WriteAsync(1, shape: line => log.Line(line.Cursor, "100% Done_now", LogStream.Stdout, noon));
        await log.WriteAsync(1, shape: line => log.Line(line.Cursor, "error 42", LogStream.Stderr, noon.AddMinutes(1), instance));
        await log.WriteAsync(1, shape: line => log.Line(line.Cursor, "npm install", LogStream.Build, noon.AddMinutes(2), release: release.Id));
        await log.WriteAsync(1, shape: line => log.Line(line.Cursor, "started", LogStream.System, noon.AddMinutes(3)));

        async Task ShouldFindAsync(string query, params string[] cursors) =>
            (await ReadAsync(query)).Items.Select(line => line.Cursor).ShouldBe(cursors, $"{query}");
        await ShouldFindAsync("q=%25%20done", "1");
        await ShouldFindAsync("q=%25%25");
        await ShouldFindAsync("q=e_n", "1");
        await ShouldFindAsync("regex=^error%20[0-9]%2B$", "2");
        await ShouldFindAsync("stream=stderr,build", "2", "3");
        await ShouldFindAsync($"instance={instance}", "2");
        await ShouldFindAsync($"release={release.Id}", "3");
        await ShouldFindAsync($"release={release.Number}", "3");
        await ShouldFindAsync("since=2026-01-01T12:01:00Z", "2", "3", "4");
        await ShouldFindAsync("since=2026-01-01T14:01:00%2B02:00&until=2026-01-01T12:03:00Z", "2", "3");
        (await ReadAsync("q=nowhere")).Next.ShouldBe("4");
    }

    [Fact]
    public async Task A_gap_is_a_record_of_its_own()
    {
        await log.WriteAsync(1, shape: line => log.Line(line.Cursor, "", gap: 12));

        var page = await ada.GetAsync<JsonObject>($"/api/deployments/{deployment.Id}/logs");
        var gap = page!["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        gap["gap"]!.ToJsonString().ShouldBe("""{"lines":12,"bytes":120}""");
        gap.ContainsKey("text").ShouldBeFalse();
        gap.ContainsKey("seq").ShouldBeFalse();
    }

    [Fact]
    public async Task Lines_come_as_text_and_as_JSON_lines_too()
    {
        await log.WriteAsync(2);
        using var text = await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/logs?format=text");
        text.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        text.Headers.GetValues("X-Next-Cursor").ShouldBe(["2"]);
        (await text.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[(line.IndexOf(' ') + 1)..]).ShouldBe(["stdout line 1", "stdout line 2"]);

        using var lines = await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/logs?format=ndjson");
        (await lines.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!["text"]!.GetValue<string>()).ShouldBe(["line 1", "line 2"]);
    }

    [Fact]
    public async Task Text_drives_no_terminal_and_JSON_says_all_that_the_app_wrote()
    {
        const string hostile = "\u001b[31mred\u001b[0m\u001b]0;title\u0007\u001b[2J\ta\rb\u0008\u009b\u202e\u061c\u2066end";
        await log.WriteAsync(1, shape: line => log.Line(line.Cursor, hostile));

        var text = await ada.Http.GetStringAsync($"/api/deployments/{deployment.Id}/logs?format=text");
        text.ShouldEndWith(" stdout red\tabend\n");
        var lines = await ada.Http.GetStringAsync($"/api/deployments/{deployment.Id}/logs?format=ndjson");
        lines.ShouldNotContain("\u001b");
        JsonNode.Parse(lines)!["text"]!.GetValue<string>().ShouldBe(hostile);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("after=-1", "after")]
    [InlineData("after=x", "after")]
    [InlineData("since=yesterday", "since")]
    [InlineData("until=x", "until")]
    [InlineData("stream=stdin", "stream")]
    [InlineData("instance=x", "instance")]
    [InlineData("release=x", "release")]
    [InlineData("format=xml", "format")]
    [InlineData("regex=(", "regex")]
    [InlineData("q=%00", "q")]
    public async Task A_query_that_cannot_be_is_refused_with_the_field_named(string query, string field) =>
        await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/logs?{query}").ShouldNameAsync(field);

    [Fact]
    public async Task A_pattern_that_never_ends_is_stopped()
    {
        await log.WriteAsync(1, shape: line => log.Line(line.Cursor, $"{new string('a', 300)}b{new string('a', 302)}"));

        await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/logs?regex={Uri.EscapeDataString(@"^(a+)(a+)(a+)(a+)b\1\2\3\4a$")}")
            .ShouldNameAsync("regex");
    }

    private async Task<Page<LogRecord>> ReadAsync(string query) => (await ada.GetAsync<Page<LogRecord>>($"/api/deployments/{deployment.Id}/logs?{query}"))!;
}
