using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Logs;
using CodeRunner.Core.Projects;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.Logs;

public sealed class LogRetentionTests
{
    [Fact]
    public async Task Each_project_keeps_its_lines_for_its_own_days_and_days_that_nobody_keeps_go_whole()
    {
        await using var node = await TestNode.CreateAsync();
        var week = await DeploymentAsync(node, keepsDays: 7);
        var alsoWeek = await DeploymentAsync(node, keepsDays: 7);
        var month = await DeploymentAsync(node, keepsDays: 30);
        foreach (var deployment in new[] { week, alsoWeek, month })
            await StoreAsync(node, deployment, daysAgo: [40, 20, 8, 6, 0]);

        await node.StartWorkerAsync();

        await Eventually.BeTrueAsync(async () => await KeptAsync(node, week) == "3", "a week's old lines go");
        (await KeptAsync(node, alsoWeek)).ShouldBe("3");
        (await KeptAsync(node, month)).ShouldBe("1");
        await using var db = node.Open();
        var today = LogPartitions.DayOf(DateTimeOffset.UtcNow);
        (await LogPartitions.ListAsync(db, default)).ShouldBe([today.AddDays(-20), today.AddDays(-8), today.AddDays(-6), today, today.AddDays(1), today.AddDays(2)]);
        (await db.LogHeads.Where(head => head.DeploymentId == week).Select(head => head.StoredBytes).SingleAsync()).ShouldBe(20);
    }

    /// <summary>The cursor before the oldest line that is there.</summary>
    private static async Task<string> KeptAsync(TestNode node, Guid deploymentId)
    {
        await using var db = node.Open();
        return $"{await db.LogChunks.Where(chunk => chunk.DeploymentId == deploymentId).MinAsync(chunk => chunk.After)}";
    }

    private static async Task<Guid> DeploymentAsync(TestNode node, int keepsDays)
    {
        await using var db = node.Open();
        var now = DateTimeOffset.UtcNow;
        var project = new Project($"Keeps {keepsDays}", $"keeps-{Guid.NewGuid():n}", node.UserId, now) { LogDays = keepsDays };
        var deployment = new Deployment(project.Id, "d", $"d-{Guid.NewGuid().ToString("n")[..8]}", EnvironmentName.Development, 0, now);
        db.AddRange(project, deployment);
        await db.SaveChangesAsync();
        return deployment.Id;
    }

    /// <summary>A chunk of one line and ten bytes on each of those days.</summary>
    private static async Task StoreAsync(TestNode node, Guid deploymentId, int[] daysAgo)
    {
        await using var db = node.Open();
        var now = DateTimeOffset.UtcNow;
        foreach (var (ago, index) in daysAgo.Select((ago, index) => (ago, index)))
        {
            var time = now.AddDays(-ago);
            await LogPartitions.EnsureAsync(db, LogPartitions.DayOf(time), default);
            db.Add(new LogChunk { DeploymentId = deploymentId, After = index, Last = index + 1, StoredAt = time, Earliest = time, Latest = time, Packed = new byte[10] });
        }
        db.Add(new LogHead { DeploymentId = deploymentId, LastCursor = daysAgo.Length, StoredBytes = 10 * daysAgo.Length });
        await db.SaveChangesAsync();
    }
}
