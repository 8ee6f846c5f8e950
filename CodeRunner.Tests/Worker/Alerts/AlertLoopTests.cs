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
    private static readonly (string, string)[] Quick = [("Alerts:Interval", "00:00:00.2"), ("Alerts:LeastClear", "00:00:01")];
    private static readonly (string, string) LongBackoff = ("Deployments:FirstBackoff", "00:04:00");

    [Fact]
    public async Task An_app_that_crashes_again_and_again_is_down_and_in_a_crash_loop_and_both_end_when_it_is_stopped()
    {
        await using var node = await TestNode.CreateAsync();
        await node.StartWorkerAsync([.. Quick, ("Deployments:FirstBackoff", "00:00:03"), ("Deployments:LongestBackoff", "00:00:03")]);

        var deployment = await node.DeployAsync("crashes", Apps.Node(Crashes));
        await WatchAsync(node, deployment, downSeconds: 1);

        var loop = await FiresAsync(node, deployment, AlertKind.CrashLoop);
        (loop.Summary, loop.Value >= 2, loop.ProjectId).ShouldBe(($"{loop.Value} crashes in a row.", true, node.ProjectId));
        (await FiresAsync(node, deployment, AlertKind.Down)).Summary.ShouldBe("No healthy instance for 1 second.");
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryStop(out var _));
        var over = await Eventually.BeAsync(() => AlertsAsync(node, deployment), all => all.TrueForAll(each => each.State == AlertState.Resolved), "all are over");
        over.ShouldContain(each => each.Kind == AlertKind.CrashLoop && each.Resolution == "The deployment was stopped.");
        over.Select(each => each.Kind).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task How_long_it_holds_already_survives_the_Worker_and_an_app_that_recovers_is_told_of()
    {
        await using var node = await TestNode.CreateAsync();
        var first = await node.StartWorkerAsync([.. Quick, LongBackoff]);
        var deployment = await node.DeployAsync("recovers", Apps.Good());
        await first.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        await WatchAsync(node, deployment, downSeconds: 8);
        _ = first.GetAsync(deployment, "/crash").ContinueWith(_ => { }, TaskScheduler.Default);
        var pending = await Eventually.BeAsync(() => RuleAsync(node, deployment), rule => rule.PendingSince is not null, "it is down");
        await first.EndAsync();

        await node.StartWorkerAsync([.. Quick, LongBackoff]);
        // Were it begun anew, another time would be seen for eight seconds.
        var since = new HashSet<DateTimeOffset?>();
        await Eventually.BeAsync(
            () => RuleAsync(node, deployment),
            rule =>
            {
                if (!rule.Condition.Firing)
                    since.Add(rule.PendingSince);
                return rule.Condition.Firing;
            },
            "it fires");

        since.Where(each => each != pending.PendingSince).ShouldBeEmpty();
        var alert = await FiresAsync(node, deployment, AlertKind.Down);
        (alert.FiredAt - pending.PendingSince!.Value).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(8));
        (await RuleAsync(node, deployment)).AlertId.ShouldBe(alert.Id);
        await node.PushAsync(deployment.Id, Apps.Good("2"));
        var over = await Eventually.BeAsync(
            async () => (await AlertsAsync(node, deployment)).Find(each => each.Id == alert.Id)!, each => each.State == AlertState.Resolved, "it is over");
        over.Resolution.ShouldBe("It has been over for 8 seconds.");
        (await RuleAsync(node, deployment)).Condition.Firing.ShouldBeFalse();
    }

    /// <summary>Healthy for a moment after each start.</summary>
    private const string Crashes = "require('http').createServer((q, r) => r.end()).listen(process.env.PORT, () => setTimeout(() => process.exit(3), 1500));";

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
