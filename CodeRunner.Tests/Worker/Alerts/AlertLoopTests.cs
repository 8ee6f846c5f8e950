using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Alerts;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.Alerts;

public sealed class AlertLoopTests
{
    private static readonly (string, string)[] Quick =
        [("Alerts:Interval", "00:00:00.2"), ("Alerts:LeastClear", "00:00:01"), ("Deployments:FirstBackoff", "00:00:01"), ("Deployments:LongestBackoff", "00:00:01")];

    [Fact]
    public async Task An_app_that_crashes_again_and_again_is_down_and_in_a_crash_loop_and_both_end_when_it_is_stopped()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("crashes", Apps.Node(CrashesOnceAsked));
        await WatchAsync(node, deployment, downSeconds: 1);
        await worker.TextAsync(deployment);
        (await AlertsAsync(node, deployment)).ShouldBeEmpty();

        await BreakAsync(worker, deployment);

        var loop = await FiresAsync(node, deployment, AlertKind.CrashLoop);
        (loop.Summary, loop.Value >= 2, loop.ProjectId).ShouldBe(($"2 crashes in a row: {loop.Value} crashes in a row.", true, node.ProjectId));
        (await FiresAsync(node, deployment, AlertKind.Down)).Summary.ShouldBe("No healthy instance for 1 second.");
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryStop(out var _));
        var over = await Eventually.BeAsync(() => AlertsAsync(node, deployment), all => all.TrueForAll(each => each.State == AlertState.Resolved), "all are over");
        over.ShouldAllBe(each => each.Resolution == "The deployment was stopped.");
        over.Count.ShouldBe(2);
    }

    [Fact]
    public async Task How_long_it_holds_already_survives_the_Worker_and_an_app_that_recovers_is_told_of()
    {
        await using var node = await TestNode.CreateAsync();
        var first = await node.StartWorkerAsync(Quick);
        var deployment = await node.DeployAsync("recovers", Apps.Node(CrashesOnceAsked));
        await WatchAsync(node, deployment, downSeconds: 8);
        await first.TextAsync(deployment);
        await BreakAsync(first, deployment);
        var pending = await Eventually.BeAsync(() => RuleAsync(node, deployment), rule => rule.PendingSince is not null, "it is down");
        await first.EndAsync();

        await node.StartWorkerAsync(Quick);

        var alert = await FiresAsync(node, deployment, AlertKind.Down);
        (alert.FiredAt - pending.PendingSince!.Value).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(8));
        (await RuleAsync(node, deployment)).AlertId.ShouldBe(alert.Id);
        await node.PushAsync(deployment.Id, Apps.Good("2"));
        var over = await Eventually.BeAsync(
            async () => (await AlertsAsync(node, deployment)).Find(each => each.Id == alert.Id)!, each => each.State == AlertState.Resolved, "it is over");
        over.Resolution.ShouldBe("It has been over for 8 seconds.");
        (await RuleAsync(node, deployment)).Condition.Firing.ShouldBeFalse();
    }

    /// <summary>Its files go with each start; its deployment's source does not: it crashes for ever once it was asked to, by the time.</summary>
    private const string CrashesOnceAsked = """
        const http = require('http'), fs = require('fs');
        if (fs.existsSync(process.env.HOME + '/broken')) process.exit(3);
        http.createServer((request, response) => {
            if (request.url === '/break') { broken = true; response.end('broken', () => process.exit(3)); return; }
            response.end('fine');
        }).listen(process.env.PORT);
        """;

    private static async Task BreakAsync(TestWorker worker, Deployment deployment)
    {
        using var asked = await worker.GetAsync(deployment, "/break");
    }

    private static async Task WatchAsync(TestNode node, Deployment deployment, int downSeconds)
    {
        await using var db = node.Open();
        db.AddRange(
            new AlertRule(deployment.Id, AlertKind.Down, null, downSeconds, DateTimeOffset.UtcNow), new AlertRule(deployment.Id, AlertKind.CrashLoop, 2, 0, DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
    }

    private static async Task<AlertRule> RuleAsync(TestNode node, Deployment deployment)
    {
        await using var db = node.Open();
        return await db.AlertRules.AsNoTracking().SingleAsync(rule => rule.DeploymentId == deployment.Id && rule.Kind == AlertKind.Down);
    }

    private static async Task<List<Alert>> AlertsAsync(TestNode node, Deployment deployment)
    {
        await using var db = node.Open();
        return await db.Alerts.AsNoTracking().Where(alert => alert.DeploymentId == deployment.Id).ToListAsync();
    }

    private static async Task<Alert> FiresAsync(TestNode node, Deployment deployment, AlertKind kind) => (await Eventually.BeAsync(
        async () => (await AlertsAsync(node, deployment)).Find(each => each.Kind == kind), alert => alert is not null, $"{kind} fires"))!;
}
