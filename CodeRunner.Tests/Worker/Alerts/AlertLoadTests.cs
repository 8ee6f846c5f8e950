using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Alerts;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.Alerts;

/// <summary>Alerts of what is really measured, from the sandbox and the ingress to the rule.</summary>
public sealed class AlertLoadTests
{
    /// <summary>Uses more than a third of its processor, memory and disk, and fails slowly, once it is asked for anything but its root.</summary>
    private const string Laden = """
        const fs = require('fs');
        let kept;
        require('http').createServer((request, response) => {
            if (request.url === '/') return response.end('fine');
            if (!kept) {
                kept = Buffer.alloc(110 << 20, 1);
                fs.writeFileSync('filling', kept);
                setInterval(() => { for (const end = Date.now() + 80; Date.now() < end;); }, 100);
            }
            response.statusCode = 500;
            setTimeout(() => response.end(), 300);
        }).listen(process.env.PORT);
        """;

    [Fact]
    public async Task What_an_app_uses_and_how_it_answers_is_measured_and_fires_the_rules_that_watch_for_it()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Alerts:Interval", "00:00:00.5"));
        var deployment = await node.DeployAsync("laden", Apps.Node(Laden), configure: it => it.Limits = it.Limits with { MemoryMb = 256, DiskMb = 256 });
        await worker.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        await using (var db = node.Open())
        {
            db.AddRange(Rule(AlertKind.Cpu, 20), Rule(AlertKind.Memory, 30), Rule(AlertKind.Disk, 30), Rule(AlertKind.ErrorRate, 50), Rule(AlertKind.P95, 200));
            db.Add(new AlertRule(deployment.Id, AlertKind.Memory, 100, 0, DateTimeOffset.UtcNow));
            await db.SaveChangesAsync();
        }

        var fired = await Eventually.BeAsync(
            async () =>
            {
                using var asked = await worker.GetAsync(deployment, "/load");
                await using var db = node.Open();
                return await db.Alerts.AsNoTracking().Where(alert => alert.DeploymentId == deployment.Id).ToListAsync();
            },
            all => all.Count == 5,
            "all five fire");

        fired.Select(alert => alert.Kind).ShouldBe([AlertKind.Cpu, AlertKind.Memory, AlertKind.Disk, AlertKind.ErrorRate, AlertKind.P95], ignoreOrder: true);
        fired.ShouldAllBe(alert => alert.Value > alert.Threshold);
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryStop(out var _));
        await Eventually.BeTrueAsync(
            async () =>
            {
                await using var db = node.Open();
                return await db.Alerts.CountAsync(alert => alert.DeploymentId == deployment.Id && alert.Resolution == "The deployment was stopped.") == 5;
            },
            "all are over");

        AlertRule Rule(AlertKind kind, double threshold) => new(deployment.Id, kind, threshold, 0, DateTimeOffset.UtcNow);
    }
}
