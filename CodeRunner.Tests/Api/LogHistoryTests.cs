using System.IO.Compression;
using System.Text.Json.Nodes;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Logs;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;

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
            next = page.Next;
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
        await log.WriteAsync(1, shape: line => log.Line(line.Number(), "100% Done_now", LogStream.Stdout, noon));
        await log.WriteAsync(1, shape: line => log.Line(line.Number(), "error 42", LogStream.Stderr, noon.AddMinutes(1), instance));
        await log.WriteAsync(1, shape: line => log.Line(line.Number(), "npm install", LogStream.Build, noon.AddMinutes(2), release: release.Id));
        await log.WriteAsync(1, shape: line => log.Line(line.Number(), "started", LogStream.System, noon.AddMinutes(3)));

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
        await log.WriteAsync(1, shape: line => log.Line(line.Number(), "", gap: 12));

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
        text.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
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
        await log.WriteAsync(1, shape: line => log.Line(line.Number(), hostile));

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
    [InlineData("level=loud", "level")]
    [InlineData("before=x", "before")]
    [InlineData("before=3&after=1", "before")]
    [InlineData("q=%00", "q")]
    public async Task A_query_that_cannot_be_is_refused_with_the_field_named(string query, string field) =>
        await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/logs?{query}").ShouldNameAsync(field);

    [Fact]
    public async Task A_pattern_takes_no_longer_than_its_line_and_one_that_might_is_refused()
    {
        await log.WriteAsync(1, shape: line => log.Line(line.Number(), $"{new string('a', 60_000)}b"));

        (await ReadAsync($"regex={Uri.EscapeDataString("^(a|aa|a+)+$")}")).Items.ShouldBeEmpty();
        (await ReadAsync($"regex={Uri.EscapeDataString("^(a|aa|a+)+b$")}")).Items.ShouldHaveSingleItem();
        await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/logs?regex={Uri.EscapeDataString(@"^(a+)\1$")}").ShouldNameAsync("regex");
        await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/logs?regex={Uri.EscapeDataString("a(?=b)")}").ShouldNameAsync("regex");
    }

    [Fact]
    public async Task Reading_back_with_previous_gives_every_line_once_and_then_nothing()
    {
        await log.WriteAsync(4);
        await log.WriteAsync(3);
        var seen = new List<string>();
        var page = await ReadAsync("limit=3");
        for (; page.Previous is not null; page = await ReadAsync($"before={page.Previous}&limit=3"))
            seen.InsertRange(0, page.Items.Select(line => line.Cursor));
        seen.InsertRange(0, page.Items.Select(line => line.Cursor));

        seen.ShouldBe(["1", "2", "3", "4", "5", "6", "7"]);
        (await ReadAsync("before=4&q=LINE%203")).Items.ShouldHaveSingleItem().Cursor.ShouldBe("3");
    }

    [Fact]
    public async Task Lines_are_filtered_by_their_level()
    {
        await log.WriteAsync(3, shape: line => line with { Level = line.Number() switch { 1 => "warn", 2 => "error", _ => null } });

        (await ReadAsync("level=error")).Items.ShouldHaveSingleItem().Cursor.ShouldBe("2");
        (await ReadAsync("level=warn,error")).Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_reads_on_from_what_retention_has_removed_is_told_how_many_lines_are_missing()
    {
        await log.WriteAsync(5);
        await log.WriteAsync(5);
        await log.ForgetAsync(5);

        var page = await ReadAsync("after=2");
        (page.Items[0].Cursor, page.Items[0].Gap).ShouldBe(("5", new LogGap(3, null)));
        page.Items.Skip(1).Select(line => line.Cursor).ShouldBe(["6", "7", "8", "9", "10"]);
        await log.ForgetAsync(10);
        var rest = (await ReadAsync("after=2")).Items.ShouldHaveSingleItem();
        (rest.Cursor, rest.Gap).ShouldBe(("10", new LogGap(8, null)));
        (await ReadAsync("after=10")).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "text/plain", ".log")]
    [InlineData("format=ndjson", "application/x-ndjson", ".ndjson")]
    [InlineData("format=ndjson&gzip=true", "application/gzip", ".ndjson.gz")]
    [InlineData("gzip=true", "application/gzip", ".log.gz")]
    public async Task The_whole_log_comes_as_a_file(string query, string type, string ending)
    {
        for (var part = 0; part < 3; part++)
            await log.WriteAsync(4000, publish: false);

        using var answer = await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/logs/download?{query}");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        answer.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe(deployment.Slug + ending);
        await using var body = await answer.Content.ReadAsStreamAsync();
        using var file = new StreamReader(query.Contains("gzip") ? new GZipStream(body, CompressionMode.Decompress) : body);
        var lines = (await file.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(12_000);
        string TextOf(string line) => query.Contains("ndjson") ? JsonNode.Parse(line)!["text"]!.GetValue<string>() : line[(line.IndexOf("line ", StringComparison.Ordinal))..];
        lines.Select(TextOf).ShouldBe(Enumerable.Range(1, 12_000).Select(number => $"line {number}"));
    }

    [Fact]
    public async Task A_file_has_what_matches_and_no_half_of_the_log()
    {
        await log.WriteAsync(20);

        (await ada.Http.GetStringAsync($"/api/deployments/{deployment.Id}/logs/download?q=line%201&format=text")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(11);
        await ada.Http.GetAsync($"/api/deployments/{deployment.Id}/logs/download?after=3").ShouldNameAsync("after");
    }

    private async Task<LogPage> ReadAsync(string query) => (await ada.GetAsync<LogPage>($"/api/deployments/{deployment.Id}/logs?{query}"))!;
}
