using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Metrics;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.AspNetCore.SignalR.Client;

namespace CodeRunner.Tests.Api;

public sealed class MetricTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;
    private SampleWriter samples = null!;

    private string Path => $"/api/deployments/{deployment.Id}/metrics";

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
        samples = new SampleWriter(api, deployment.Id);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Each_metric_is_a_series_of_points_and_gaps_are_null()
    {
        var start = SampleWriter.Now / 10 * 10 - 60;
        await samples.StoreAsync(start, 1, 2, 3);

        var answer = await ada.GetAsync<JsonObject>($"{Path}?from={start}&to={start + 10}&step=1");
        (answer!["step"]!.GetValue<int>(), answer["from"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds()).ShouldBe((1, start));
        var series = answer["series"]!.AsArray().ToDictionary(each => each!["name"]!.GetValue<string>(), each => each!.AsObject());
        series.Keys.ShouldBe(
            ["cpu", "memory", "requests", "errors", "latencyP50", "latencyP95", "latencyP99", "inFlight", "instances", "bytesIn", "bytesOut", "disk", "pids", "networkIn", "networkOut"],
            ignoreOrder: true);
        series["requests"]["points"]!.AsArray().Take(4).Select(point => point!.ToJsonString()).ShouldBe([$"[{start},1]", $"[{start + 1},2]", $"[{start + 2},3]", $"[{start + 3},null]"]);
        series["cpu"]["points"]![0]!.ToJsonString().ShouldBe($"[{start},0.5]");
        series["cpu"]["unit"]!.GetValue<string>().ShouldBe("cores");
        series["disk"]["points"]![0]!.ToJsonString().ShouldBe($"[{start},null]", "nobody measured it");
        series["latencyP95"]["points"]![0]![1]!.GetValue<double>().ShouldBe(8, 0.4);
    }

    [Fact]
    public async Task An_answer_has_a_thousand_points_at_most_and_says_its_step()
    {
        foreach (var (days, step) in new[] { (7, 900), (30, 3600) })
        {
            var to = DateTimeOffset.UtcNow;
            var answer = await ReadAsync($"from={Uri.EscapeDataString($"{to.AddDays(-days):O}")}&to={Uri.EscapeDataString($"{to:O}")}&step=1");
            answer.Step.ShouldBe(step);
            answer.Series.ShouldAllBe(series => series.Points.Count <= 1000 && series.Points.All(point => point.Value == null));
        }
    }

    [Fact]
    public async Task One_instance_is_shown_by_itself()
    {
        var start = SampleWriter.Now / 10 * 10 - 60;
        await samples.StoreAsync(start, 1, 1);

        var answer = await ReadAsync($"from={start}&to={start + 10}&step=10&instance={samples.Instance}");
        answer.Series.Select(series => series.Name).ShouldBe(["cpu", "memory", "pids", "disk", "networkIn", "networkOut"]);
        answer.Series[0].Points.ShouldBe([new MetricValue(start, 0.5)]);
        (await ReadAsync($"from={start}&to={start + 10}&step=10&instance={Guid.NewGuid()}")).Series.ShouldAllBe(series => series.Points[0].Value == null);
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=x", "to")]
    [InlineData("from=200&to=100", "from")]
    [InlineData("from=1&to=1700000000", "from")]
    [InlineData("from=99999999999999999", "from")]
    [InlineData("step=0", "step")]
    [InlineData("step=-5", "step")]
    [InlineData("step=1.5", "step")]
    [InlineData("instance=x", "instance")]
    public async Task A_query_that_cannot_be_is_refused_with_the_field_named(string query, string field) => await ada.Http.GetAsync($"{Path}?{query}").ShouldNameAsync(field);

    [Fact]
    public async Task Who_watches_gets_what_all_Workers_saw_of_a_second_as_one_sample()
    {
        await using var hub = await ada.HubAsync();
        var heard = Samples(hub);
        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        await hub.InvokeAsync("SubscribeMetrics", deployment.Id);
        var second = SampleWriter.Now;
        await samples.TellGarbageAsync();
        await Task.WhenAll(samples.TellAsync(second, 3), samples.TellAsync(second, 2, owns: false));
        await Eventually.BeTrueAsync(() => Task.FromResult(heard.Count > 0), "a sample comes");
        await samples.TellAsync(second, 9);
        await samples.TellAsync(second + 1, 1);
        await Eventually.BeTrueAsync(() => Task.FromResult(heard.Count > 1), "the next one comes");

        heard.Select(sample => (sample.DeploymentId, sample.Time.ToUnixTimeSeconds(), sample.Values["requests"], sample.Values["cpu"])).ShouldBe(
            [(deployment.Id, second, 5, 0.5), (deployment.Id, second + 1, 1, 0.5)]);
        heard.First().Values.ContainsKey("disk").ShouldBeFalse();
    }

    [Fact]
    public async Task Who_watches_only_metrics_hears_of_no_line_and_after_the_end_of_nothing()
    {
        await using var hub = await ada.HubAsync();
        var heard = Samples(hub);
        var lines = 0;
        hub.On<JsonArray>("lines", _ => Interlocked.Increment(ref lines));
        await hub.InvokeAsync("SubscribeMetrics", deployment.Id);
        await new LogWriter(api, deployment.Id).WriteAsync(3);
        await samples.TellAsync(SampleWriter.Now, 1);
        await Eventually.BeTrueAsync(() => Task.FromResult(heard.Count > 0), "a sample comes");

        lines.ShouldBe(0);
        await hub.InvokeAsync("UnsubscribeMetrics", deployment.Id);
        await HearNoneOfAsync(hub, heard, ada);
    }

    [Fact]
    public async Task A_member_who_was_removed_gets_no_more_samples_by_hub_or_stream()
    {
        var bob = await api.UserAsync("Bob");
        await ada.MakeMemberAsync(deployment.ProjectId, bob, "viewer");
        await using var hub = await bob.HubAsync();
        var heard = Samples(hub);
        await hub.InvokeAsync("SubscribeMetrics", deployment.Id);
        using var answer = await bob.Http.GetAsync($"{Path}/stream", HttpCompletionOption.ResponseHeadersRead);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var second = SampleWriter.Now;
        await samples.TellAsync(second, 1);
        (await stream.ReadLineAsync()).ShouldBe("event: sample");
        var data = JsonNode.Parse((await stream.ReadLineAsync())!["data: ".Length..])!;
        (data["time"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds(), data["values"]!["requests"]!.GetValue<double>()).ShouldBe((second, 1));

        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{deployment.ProjectId}/members/{bob.Email}");
        await stream.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await HearNoneOfAsync(hub, heard, bob);
        (await bob.Http.GetAsync(Path)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    private async Task<MetricsResponse> ReadAsync(string query) => (await ada.GetAsync<MetricsResponse>($"{Path}?{query}"))!;

    /// <summary>Tells samples of the deployment and of another in turn. The two come in no order: several times, so that one which is only slow is no silence.</summary>
    private async Task HearNoneOfAsync(HubConnection hub, ConcurrentQueue<LiveSample> heard, TestUser user)
    {
        var other = (await user.DeploymentAsync()).Id;
        await hub.InvokeAsync("SubscribeMetrics", other);
        var before = heard.Count(sample => sample.DeploymentId == deployment.Id);
        var (others, second) = (new SampleWriter(api, other), SampleWriter.Now + 5);
        for (var time = 1; time <= 5; time++)
        {
            await samples.TellAsync(second + time, 1);
            await others.TellAsync(second + time, 1);
            await Eventually.BeTrueAsync(() => Task.FromResult(heard.Count(sample => sample.DeploymentId == other) >= time), "a sample of another comes");
        }
        heard.Count(sample => sample.DeploymentId == deployment.Id).ShouldBe(before);
    }

    private static ConcurrentQueue<LiveSample> Samples(HubConnection hub)
    {
        var heard = new ConcurrentQueue<LiveSample>();
        hub.On<LiveSample>("sample", heard.Enqueue);
        return heard;
    }
}
