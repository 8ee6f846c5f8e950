using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using Microsoft.Extensions.Options;

namespace CodeRunner.Tests.Worker.Scaling;

/// <summary>Real apps that go to sleep, and requests that wake them.</summary>
public sealed class SleepTests
{
    private static readonly (string, string)[] Sleepy =
        [("Scaling:IdleFloor", "00:00:01"), ("Scaling:IdleUsual", "00:00:02"), ("Scaling:IdleCeiling", "00:00:02"), ("Scaling:RecordInterval", "00:00:01")];

    [Fact]
    public async Task Without_requests_it_sleeps_and_the_first_request_wakes_it_and_is_answered()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Sleepy);
        var before = "";
        var deployment = await node.DeployScaledAsync(async each => before = await worker.TextAsync(each), least: 0);
        await IsAsleepAsync(node, deployment);
        await Eventually.BeTrueAsync(() => Task.FromResult(!node.SandboxDirectories().Any()), "nothing of it is left");
        using (var stranger = await worker.GetAsync(new Deployment(node.ProjectId, "nobody", "nobody", default, 1, DateTimeOffset.UtcNow)))
            stranger.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var answer = await worker.GetAsync(deployment);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        IdOf(await answer.Content.ReadAsStringAsync()).ShouldNotBe(IdOf(before));
        await IsAsleepAsync(node, deployment);
        var changes = (await node.DecisionsAsync(deployment)).Where(each => each.From != each.To).ToList();
        changes.Select(each => (each.From, each.To, each.Rule)).ShouldBe([(1, 0, ScalingRule.Idle), (0, 1, ScalingRule.Wake), (1, 0, ScalingRule.Idle)]);
        changes[0].Reason.ShouldStartWith("No request has come for ");
        (await node.DecisionsAsync(deployment)).ShouldAllBe(each => each.From > 0 || each.To > 0, "what sleeps writes no rows");
        await Eventually.BeAsync(
            () => node.LinesAsync(deployment),
            lines => lines.Count(line => line == "version 1 starts") == 2 && lines.Count(line => line == "It sleeps until a request comes.") == 2 && lines.Contains("It wakes: a request came."),
            "its log goes on");
    }

    [Fact]
    public async Task Requests_that_come_together_wake_it_once_and_are_all_answered()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Sleepy);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each), least: 0, most: 1);
        await IsAsleepAsync(node, deployment);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => worker.GetAsync(deployment)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        var ids = await Task.WhenAll(answers.Select(async answer => IdOf(await answer.Content.ReadAsStringAsync())));
        ids.Distinct().ShouldHaveSingleItem();
        (await node.DecisionsAsync(deployment)).Count(each => each.Rule == ScalingRule.Wake).ShouldBe(1);
    }

    [Fact]
    public async Task No_request_is_lost_that_comes_in_the_moment_of_going_to_sleep()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Sleepy);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each), least: 0);

        for (var visit = 0; visit < 3; visit++)
        {
            await node.DeploymentAsync(deployment, seen => seen.DesiredInstances == 0, "it is about to sleep");
            for (var soon = 0; soon < 20; soon++)
            {
                using var answer = await worker.GetAsync(deployment);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
            }
        }
    }

    [Fact]
    public async Task A_WebSocket_keeps_it_awake()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Sleepy);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each), least: 0, app: Apps.Node(
            """
            const crypto = require('crypto');
            const server = require('http').createServer((q, r) => r.end('here'));
            server.on('upgrade', (q, socket) => {
                const accept = crypto.createHash('sha1').update(q.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
                socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ' + accept + '\r\n\r\n');
                socket.on('error', () => {});
            });
            server.listen(process.env.PORT);
            """));
        await IsAsleepAsync(node, deployment);
        using (var socket = new ClientWebSocket())
        {
            socket.Options.SetRequestHeader("Host", $"{deployment.Slug}.localhost");
            var began = DateTimeOffset.UtcNow;
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{worker.Apps.Port}/"), default);
            var opened = DateTimeOffset.UtcNow;

            await node.DecidesAsync(deployment, each => (each.From, each.To) == (1, 1) && each.Time > began && each.Until > opened.AddSeconds(6), "it is awake for long");

            (await node.DecisionsAsync(deployment)).ShouldAllBe(each => each.Rule != ScalingRule.Idle || each.Time < opened);
            socket.Abort();
        }
        await IsAsleepAsync(node, deployment);
    }

    [Fact]
    public async Task A_request_that_can_not_wake_it_is_told_why_and_when_to_come_again()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Sleepy);
        var deployment = await node.DeployScaledAsync(each => worker.TextAsync(each), least: 0);
        await IsAsleepAsync(node, deployment);
        foreach (var artifact in Directory.EnumerateDirectories(Path.Combine(node.Directory, "artifacts")))
            Directory.Move(artifact, artifact + ".gone");

        using var answer = await worker.GetAsync(deployment);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("artifact_missing");
    }

    [Fact]
    public async Task So_many_requests_wait_for_so_long_and_the_others_are_told_to_come_again()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync([.. Sleepy, ("Ingress:MaxWaiting", "2"), ("Ingress:WakeTimeout", "00:00:01")]);
        var slow = Apps.Node("setTimeout(() => require('http').createServer((q, r) => r.end('at last')).listen(process.env.PORT), 4000);");
        var deployment = await node.DeployScaledAsync(each => worker.AnswersAsync(each, HttpStatusCode.OK, "at last").ContinueWith(_ => "", TaskScheduler.Default), least: 0, app: slow);
        await IsAsleepAsync(node, deployment);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => worker.GetAsync(deployment)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter != null);
        var codes = await Task.WhenAll(answers.Select(async answer => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString()));
        codes.Order().ShouldBe(["not_awake", "not_awake", "waking", "waking", "waking"]);
        await worker.AnswersAsync(deployment, HttpStatusCode.OK, "at last");
    }

    [Theory]
    [InlineData("IdleFloor", "00:20:00", "Scaling:IdleUsual must not be shorter than Scaling:IdleFloor.")]
    [InlineData("IdleCeiling", "00:10:00", "Scaling:IdleCeiling must not be shorter than Scaling:IdleUsual.")]
    [InlineData("IdleFloor", "00:00:00", "Scaling:IdleFloor must be between a second and a day.")]
    public async Task Idle_times_that_make_no_sense_are_refused_at_start_by_name(string key, string value, string message)
    {
        await using var node = await TestNode.CreateAsync();

        (await Should.ThrowAsync<OptionsValidationException>(() => node.StartWorkerAsync(($"Scaling:{key}", value)))).Message.ShouldContain(message);
    }

    private static Task<Deployment> IsAsleepAsync(TestNode node, Deployment deployment) => node.ShowsAsync(deployment, DeploymentState.Sleeping);

    private static string IdOf(string answer) => JsonDocument.Parse(answer).RootElement.GetProperty("id").GetString()!;
}
