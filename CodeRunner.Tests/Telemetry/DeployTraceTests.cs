using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.Telemetry;

/// <summary>What a deploy leaves at a collector: one trace from whoever asked for it to the first visitor, over all processes.</summary>
public sealed partial class DeployTraceTests
{
    [Fact]
    public async Task A_deploy_is_one_trace_from_its_request_to_the_first_visitor()
    {
        var (cloud, collector) = (await Cloud.GetAsync(), await OtlpReceiver.GetAsync());
        using var user = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await user.CreateAsync("traced");

        var trace = await SendAsync(user, $"/api/deployments/{deployment.Id}/releases", new { template = "node-http" });
        var running = await user.WaitForStateAsync(deployment.Id, DeploymentState.Running);
        using var visitor = new IngressClient(cloud.Apps);
        await visitor.AnswersAsync(running.Slug, HttpStatusCode.OK, path: "/?token=of-a-visitor");

        var spans = await collector.TraceWithAsync(
            trace, "build.turn", "build", "build.source", "build.keep", "instance.start", "instance.health", "release.switch", "release", "ingress.first_request");
        spans.Select(span => span.Service).Distinct().ShouldBe(["api", "worker"], ignoreOrder: true);
        var request = spans.Single(span => span is { Service: "api", Source: "Microsoft.AspNetCore" });
        foreach (var part in spans.Where(span => span.Name is "build.turn" or "build" or "instance.start" or "instance.health" or "release.switch" or "release" or "ingress.first_request"))
        {
            part.ParentId.ShouldBe(request.SpanId, part.Name);
            part.Tags["coderunner.deployment.id"].ShouldBe(deployment.Id.ToString());
            part.Failed.ShouldBeFalse(part.Name);
        }
        var build = spans.Single(span => span.Name == "build");
        spans.Where(span => span.Name.StartsWith("build.", StringComparison.Ordinal) && span.Name != "build.turn").ShouldAllBe(part => part.ParentId == build.SpanId);
        spans.Single(span => span.Name == "ingress.first_request").Tags["http.response.status_code"].ShouldBe("200");
        collector.Lines.ShouldContain(line => line.Service == "worker" && line.TraceId == trace && line.Text.Contains("Built release"), "what the Worker logs of it says which trace");
        collector.Bodies.Any(body => Password().IsMatch(body) || body.Contains("of-a-visitor")).ShouldBeFalse("no password and no visitor's query leaves the platform");
    }

    [Fact]
    public async Task A_release_that_fails_and_one_that_is_cancelled_are_errors_of_their_traces()
    {
        var (cloud, collector) = (await Cloud.GetAsync(), await OtlpReceiver.GetAsync());
        using var user = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await user.CreateAsync("fails");

        var failing = await SendAsync(user, $"/api/deployments/{deployment.Id}/releases", Files(build: "echo secret-in-a-build && exit 3"));
        await user.WaitForReleaseAsync(deployment.Id, 1, ReleaseState.Failed);
        var cancelled = await SendAsync(user, $"/api/deployments/{deployment.Id}/releases", Files(build: "echo begun && sleep 600"));
        await Eventually.BeTrueAsync(async () => (await user.LogsAsync(deployment.Id)).Items.Any(line => line.Text == "begun"), "it is being built");
        var release = await user.WaitForReleaseAsync(deployment.Id, 2, ReleaseState.Building);
        (await user.Http.PostAsync($"/api/releases/{release.Id}/cancel", null)).Dispose();
        await user.WaitForReleaseAsync(deployment.Id, 2, ReleaseState.Cancelled);

        var failed = (await collector.TraceWithAsync(failing, "release", "build")).Where(span => span.Name is "release" or "build").ToList();
        failed.ShouldAllBe(span => span.Failed && span.Error == "build_failed");
        var given = (await collector.TraceWithAsync(cancelled, "release", "build")).Where(span => span.Name is "release" or "build").ToList();
        given.ShouldAllBe(span => span.Failed && span.Error == "cancelled");
        collector.Bodies.Any(body => body.Contains("secret-in-a-build")).ShouldBeFalse("what an owner typed is in no span and no line");
    }

    [Fact]
    public async Task A_rollback_and_a_restart_are_traces_of_their_own_with_what_they_replace()
    {
        var (cloud, collector) = (await Cloud.GetAsync(), await OtlpReceiver.GetAsync());
        using var user = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await user.CreateAsync(new CreateDeploymentRequest("again", EnvironmentName.Development) { DrainSeconds = 1 });
        await SendAsync(user, $"/api/deployments/{deployment.Id}/releases", new { template = "node-http" });
        await user.WaitForReleaseAsync(deployment.Id, 1, ReleaseState.Serving);

        var back = await SendAsync(user, $"/api/deployments/{deployment.Id}/rollback", new { release = 1 });
        await user.WaitForReleaseAsync(deployment.Id, 2, ReleaseState.Serving);
        await collector.TraceWithAsync(back, "instance.start", "instance.health", "release.switch", "release", "instance.drain");

        var restart = await SendAsync(user, $"/api/deployments/{deployment.Id}/restart", new { });
        var trace = await collector.TraceWithAsync(restart, "instance.start", "instance.health", "instance.drain");
        trace.ShouldNotContain(span => span.Name == "release");
    }

    [Fact]
    public async Task A_build_that_another_Worker_takes_up_goes_on_with_the_trace()
    {
        var collector = await OtlpReceiver.GetAsync();
        await using var node = await TestNode.CreateAsync();
        var settings = collector.Settings.ToArray();
        await using var first = await node.StartWorkerProcessAsync([("OTEL_SERVICE_NAME", "first"), .. settings]);
        using var click = new Activity("click").SetIdFormat(ActivityIdFormat.W3C);
        click.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        click.Start();
        var deployment = await node.DeployAsync("taken", BuildsTheSecondTime());
        click.Stop();
        var trace = click.TraceId.ToHexString();
        await Eventually.BeTrueAsync(async () => (await node.LinesAsync(deployment)).Contains("begun"), "it is being built");
        await collector.TraceWithAsync(trace, "build.source");

        await first.EndAsync();
        await using var second = await node.StartWorkerProcessAsync([("OTEL_SERVICE_NAME", "second"), .. settings]);
        await second.TextAsync(deployment);

        var spans = await collector.TraceWithAsync(trace, "build", "release", "ingress.first_request");
        spans.Single(span => span is { Service: "first", Name: "build.source" });
        spans.Single(span => span is { Service: "second", Name: "build" }).ParentId.ShouldBe(click.SpanId.ToHexString());
    }

    [Fact]
    public async Task What_a_Worker_does_by_itself_begins_no_trace_and_its_console_names_the_trace_of_a_deploy()
    {
        var collector = await OtlpReceiver.GetAsync();
        await using var node = await TestNode.CreateAsync();
        var name = $"quiet-{Guid.NewGuid():n}";
        await using var worker = await node.StartWorkerProcessAsync([("OTEL_SERVICE_NAME", name), .. collector.Settings]);
        using var click = new Activity("click").SetIdFormat(ActivityIdFormat.W3C);
        click.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        click.Start();
        var deployment = await node.DeployAsync("quiet", Apps.Good());
        click.Stop();
        await worker.TextAsync(deployment);
        await collector.TraceWithAsync(click.TraceId.ToHexString(), "ingress.first_request");

        // Its loops ask the database several times a second, and it has asked for the app's health.
        collector.Spans.Where(span => span.Service == name).ShouldAllBe(span => span.TraceId == click.TraceId.ToHexString());
        await Eventually.BeTrueAsync(() => Task.FromResult(worker.Output.Any(line => line.Contains($"TraceId:{click.TraceId.ToHexString()}"))), "the console says the trace");
    }

    [GeneratedRegex(@"password=(?!\*)", RegexOptions.IgnoreCase)]
    private static partial Regex Password();

    /// <summary>Returns the trace that the request was part of: the caller's own.</summary>
    private static async Task<string> SendAsync(PlatformClient user, string path, object body)
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        // Services that other tests run in this process trace its clients too: this one says its own trace.
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = user.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, options: Wire.Json) };
        request.Headers.Authorization = user.Http.DefaultRequestHeaders.Authorization;
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return trace;
    }

    private static object Files(string build) => new
    {
        files = new Dictionary<string, string>
        {
            ["package.json"] = $$"""{"name":"app","version":"1.0.0","scripts":{"build":"{{build}}","start":"node server.js"} }""",
            ["server.js"] = "",
        },
    };

    /// <summary>The first build never ends.</summary>
    private static byte[] BuildsTheSecondTime() => Zip.Of(
        ("package.json", """{"name":"app","version":"1.0.0","scripts":{"build":"test -e /cache/begun || { touch /cache/begun; sync -f /cache; echo begun; sleep 600; }","start":"node server.js"}}"""),
        ("server.js", "require('http').createServer((q, r) => r.end('ok')).listen(process.env.PORT);"));
}
