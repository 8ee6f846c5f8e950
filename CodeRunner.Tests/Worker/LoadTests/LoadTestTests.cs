using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Optimization.Keeping;
using CodeRunner.Core.Optimization.Recommending;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Tests.Worker.Scaling;
using CodeRunner.Worker.LoadTests;
using Microsoft.EntityFrameworkCore;
using static CodeRunner.Tests.Worker.LoadTests.LoadedNode;

namespace CodeRunner.Tests.Worker.LoadTests;

/// <summary>Real apps that are asked through the real ingress.</summary>
public sealed class LoadTestTests
{
    private static readonly (string, string)[] Quick = [("LoadTests:Interval", "00:00:00.2"), ("LoadTests:RequestTimeout", "00:00:02")];

    [Fact]
    public async Task What_is_counted_is_what_the_app_saw()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("loaded", Counting("setTimeout(() => response.end('x'.repeat(100)), 2);"));
        await RunsAsync(node, worker, deployment);

        var test = await node.TestLoadAsync(deployment, Short with { Path = "/load/%2Fa//b?q=%20&u=http://elsewhere.example/" });

        var over = await node.EndsAsync(test, LoadTestState.Completed, null);
        over.Steps.Select(step => step.Concurrency).ShouldBe([1, 2, 4]);
        over.Steps.ShouldAllBe(step => step.Errors == 0 && step.Requests > 0 && step.Answers.Ok == step.Requests && step.Bytes == 100 * step.Requests && step.Instances == 1);
        over.Steps.ShouldAllBe(step => step.Throughput > 0 && step.P50 > 0 && step.P50 <= step.P95 && step.P95 <= step.P99);
        (over.WarmUpRequests + over.Steps.Sum(step => step.Requests)).ShouldBe(over.Requests);
        over.Requests.ShouldBeLessThanOrEqualTo(1000);
        over.WarmUpRequests.ShouldBeInRange(1, 101);
        (over.Release, over.Instances, over.Limits).ShouldBe((1, 1, deployment.Limits));
        var seen = JsonDocument.Parse(await worker.TextAsync(deployment, "/seen")).RootElement;
        seen.GetProperty("count").GetInt64().ShouldBe(over.Requests);
        seen.GetProperty("last").GetProperty("url").GetString().ShouldBe("/load/%2Fa//b?q=%20&u=http://elsewhere.example/");
        seen.GetProperty("last").GetProperty("host").GetString().ShouldBe($"{deployment.Slug}.localhost");
        seen.GetProperty("last").GetProperty("test").GetString().ShouldBe(test.Id.ToString());
        seen.GetProperty("most").GetInt32().ShouldBe(4);
        await Eventually.BeAsync(() => node.LinesAsync(deployment), lines => lines.Contains($"The load test is over: {over.Requests} requests."), "the log says so");
    }

    [Fact]
    public async Task HEAD_has_no_body()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("headed", Counting("response.end('x'.repeat(100));"));
        await RunsAsync(node, worker, deployment);

        var over = await node.EndsAsync(await node.TestLoadAsync(deployment, Short with { Method = "HEAD", MaxConcurrency = 1 }), LoadTestState.Completed, null);

        over.Steps.ShouldHaveSingleItem().Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task One_that_is_cancelled_in_the_middle_keeps_what_it_measured()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("cancelled", Counting("response.end();"));
        await RunsAsync(node, worker, deployment);
        var test = await node.TestLoadAsync(deployment, Long);
        await node.SeesAsync(test, each => each.Steps.Count > 0, "a step is done");

        await node.ChangeAsync(deployment.Id, (db, _) => db.LoadTests.Single(each => each.Id == test.Id).TryCancel(DateTimeOffset.UtcNow, out string? _));

        var over = await node.EndsAsync(test, LoadTestState.Cancelled, "cancelled");
        over.Steps.Count.ShouldBeInRange(1, 2);
        over.Requests.ShouldBeGreaterThanOrEqualTo(over.WarmUpRequests + over.Steps.Sum(step => step.Requests));
    }

    [Fact]
    public async Task One_whose_Worker_is_killed_is_said_to_be_interrupted_and_another_can_be_run()
    {
        await using var node = await TestNode.CreateAsync();
        (string, string)[] quick = [("LoadTests__Interval", "00:00:00.2")];
        await using var first = await node.StartWorkerProcessAsync(quick);
        var deployment = await node.DeployAsync("killed", Counting("response.end();"));
        await first.TextAsync(deployment, "/seen");
        await node.ShowsAsync(deployment, DeploymentState.Running);
        var test = await node.TestLoadAsync(deployment, Long);
        await node.SeesAsync(test, each => each.Steps.Count > 0, "a step is done");

        await first.KillAsync();
        await using var second = await node.StartWorkerProcessAsync(quick);

        (await node.EndsAsync(test, LoadTestState.Failed, "interrupted")).Steps.ShouldNotBeEmpty();
        await second.TextAsync(deployment, "/seen");
        await node.EndsAsync(await node.TestLoadAsync(deployment, Short), LoadTestState.Completed, null);
    }

    [Fact]
    public async Task What_fails_is_pressed_no_further()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("erring", Counting("response.statusCode = count > 150 ? 500 : 200; response.end();"));
        await RunsAsync(node, worker, deployment);

        var over = await node.EndsAsync(await node.TestLoadAsync(deployment, Short), LoadTestState.Completed, "errors");

        over.Steps.Count.ShouldBeLessThan(3);
        over.Steps[^1].Answers.ServerErrors.ShouldBe(over.Steps[^1].Errors);
        over.Requests.ShouldBeLessThan(700);
    }

    [Fact]
    public async Task A_redirect_to_elsewhere_is_not_followed()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("moved", Counting($"response.writeHead(302, {{ location: 'http://{elsewhere.LocalEndpoint}/', 'set-cookie': 'a=b' }}); response.end();"));
        await RunsAsync(node, worker, deployment);

        var over = await node.EndsAsync(await node.TestLoadAsync(deployment, Short with { MaxConcurrency = 2 }), LoadTestState.Completed, null);

        over.Steps.ShouldAllBe(step => step.Answers.Redirects == step.Requests && step.Requests > 0);
        elsewhere.Pending().ShouldBeFalse();
        JsonDocument.Parse(await worker.TextAsync(deployment, "/seen")).RootElement.GetProperty("cookies").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_without_an_end_is_cut_off()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("endless", Counting("const more = () => { while (!response.destroyed && response.write('x'.repeat(65536))); }; response.on('drain', more); more();"));
        await RunsAsync(node, worker, deployment);

        var over = await node.EndsAsync(await node.TestLoadAsync(deployment, Short with { MaxConcurrency = 2 }), LoadTestState.Completed, null);

        over.Steps.ShouldAllBe(step => step.Requests > 0 && step.Bytes <= step.Requests * (LoadClient.MostBytes + 65536L));
    }

    [Theory]
    [InlineData("")] // never answers
    [InlineData("response.write('a'); setInterval(() => response.write('a'), 100);")] // never ends, and is no fast stream either
    public async Task What_is_never_done_is_late_and_ends_the_test(string never)
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("silent", Counting(never));
        await RunsAsync(node, worker, deployment);

        var over = await node.EndsAsync(await node.TestLoadAsync(deployment, Short with { MaxConcurrency = 64 }), LoadTestState.Completed, "errors");

        var step = over.Steps.ShouldHaveSingleItem();
        (step.Throughput, step.P50, step.Answers.TimedOut).ShouldBe((0, null, step.Requests));
    }

    [Fact]
    public async Task Another_release_in_the_middle_ends_it_and_so_does_a_stop()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("changed", Counting("response.end();"));
        await RunsAsync(node, worker, deployment);
        var released = await node.TestLoadAsync(deployment, Long);
        await node.SeesAsync(released, each => each.Steps.Count > 0, "a step is done");

        await node.PushAsync(deployment.Id, Counting("response.end('2');"));

        (await node.EndsAsync(released, LoadTestState.Completed, "release_changed")).Release.ShouldBe(1);
        await node.ReleaseAsync(deployment, 2, ReleaseState.Serving);
        await RunsAsync(node, worker, deployment);
        var stopped = await node.TestLoadAsync(deployment, Long);
        await node.SeesAsync(stopped, each => each.Release == 2, "it runs");
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryStop(out string? _));
        await node.EndsAsync(stopped, LoadTestState.Failed, "deployment_stopped");
    }

    [Fact]
    public async Task A_node_runs_one_after_the_other()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var one = await node.DeployAsync("one", Counting("response.end();"));
        var two = await node.DeployAsync("two", Counting("response.end();"));
        await RunsAsync(node, worker, one);
        await RunsAsync(node, worker, two);

        var first = await node.TestLoadAsync(one, Short);
        var second = await node.TestLoadAsync(two, Short);

        var (before, after) = (await node.EndsAsync(first, LoadTestState.Completed, null), await node.EndsAsync(second, LoadTestState.Completed, null));
        after.StartedAt!.Value.ShouldBeGreaterThanOrEqualTo(before.EndedAt!.Value);
    }

    [Fact]
    public async Task What_sleeps_is_woken_and_the_number_of_instances_stays_while_it_is_measured()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(
            [.. Quick, ("Scaling:IdleFloor", "00:00:01"), ("Scaling:IdleUsual", "00:00:02"), ("Scaling:IdleCeiling", "00:00:02"), ("Scaling:RecordInterval", "00:00:01")]);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each), target: 5, least: 0, app: Counting("setTimeout(() => response.end(), 20);"));
        await node.ShowsAsync(deployment, DeploymentState.Sleeping);

        var over = await node.EndsAsync(await node.TestLoadAsync(deployment, Short), LoadTestState.Completed, null);

        over.Steps.Select(step => step.Instances).ShouldBe([1, 1, 1]);
        over.Steps[^1].Throughput.ShouldBeGreaterThan(5 * 3, "it would have grown otherwise");
        await node.ShowsAsync(deployment, DeploymentState.Sleeping);
        var decisions = await node.DecisionsAsync(deployment);
        decisions.ShouldContain(each => each.Rule == ScalingRule.Held && each.Reason.StartsWith("A load test runs"));
        decisions.ShouldNotContain(each => each.To > 1, "not even when the test was over");
    }

    [Fact]
    public async Task A_recommendation_that_is_watched_is_not_undone_for_what_a_load_test_met()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync([.. Quick, ("Optimization:WatchInterval", "00:00:00.2"), ("Optimization:WatchTime", "00:00:12")]);
        var deployment = await node.DeployAsync("advised", Counting("setTimeout(() => response.end(), 60);"));
        await RunsAsync(node, worker, deployment);
        var now = DateTimeOffset.UtcNow;
        var applied = new StoredRecommendation(
            deployment.Id, OptimizationStrategy.Balanced, OptimizationTargets.None, new Recommendation(RecommendationKind.Cpu, 2, deployment.Limits.Cpus, 1, 0, 1, new Evidence(1, 0, 0, 0, "")), "EUR", now);
        applied.Apply(node.UserId, null, new HealthWindow(TimeSpan.FromHours(1), 0, 0, 10_000, 2), now);
        await node.ChangeAsync(deployment.Id, (db, _) => db.Add(applied));

        var over = await node.EndsAsync(await node.TestLoadAsync(deployment, Short), LoadTestState.Completed, null);

        over.Requests.ShouldBeGreaterThan(100, "as many would have been enough to judge by");
        var judged = await Eventually.BeAsync(
            async () =>
            {
                await using var db = node.Open();
                return await db.Recommendations.AsNoTracking().SingleAsync(each => each.Id == applied.Id);
            },
            each => each.State != RecommendationState.Watching,
            "it is watched no more");
        judged.State.ShouldBe(RecommendationState.Kept, judged.Outcome);
    }

    private static async Task RunsAsync(TestNode node, TestWorker worker, Deployment deployment)
    {
        await worker.TextAsync(deployment, "/seen");
        await node.ShowsAsync(deployment, DeploymentState.Running);
    }

    /// <summary>Answers /load as it is told, and tells at any other path what it saw there.</summary>
    private static byte[] Counting(string answer) => Apps.Node(
        $$"""
        let count = 0, now = 0, most = 0, cookies = 0, last = null;
        require('http').createServer((request, response) => {
            if (!request.url.startsWith('/load')) { response.end(JSON.stringify({ count, most, cookies, last })); return; }
            count++;
            most = Math.max(most, ++now);
            response.on('close', () => now--);
            if (request.headers.cookie) cookies++;
            last = { url: request.url, host: request.headers.host, test: request.headers['x-load-test'] };
            {{answer}}
        }).listen(process.env.PORT);
        process.on('SIGTERM', () => process.exit(0));
        """);
}
