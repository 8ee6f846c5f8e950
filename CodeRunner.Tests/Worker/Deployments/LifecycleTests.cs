using System.Diagnostics;
using System.Net;
using System.Text.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.Deployments;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Scaled_to_three_all_three_answer_and_scaled_back_one_is_left()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("scaled", Apps.Good(), configure: it => it.DrainSeconds = 2);
        await worker.TextAsync(deployment);

        await node.ChangeAsync(deployment.Id, (_, it) => it.TryScale(3, out var _));
        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all.Count(each => each.State == InstanceState.Running) == 3, "three run");
        var seen = new HashSet<int>();
        await Eventually.BeTrueAsync(
            async () =>
            {
                seen.Add(Pid(await worker.TextAsync(deployment)));
                return seen.Count == 3;
            },
            "all three answer");

        await node.ChangeAsync(deployment.Id, (_, it) => it.TryScale(1, out var _));
        await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all.Count == 1, "one is left");
        await worker.TextAsync(deployment);
    }

    [Fact]
    public async Task A_restart_under_load_fails_no_request_and_keeps_the_release()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("restarted", Apps.Good(), instances: 2);
        await worker.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        var before = await node.InstancesAsync(deployment);

        using var enough = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoadAsync(worker, deployment, enough.Token)));
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryRestart(out var _));
        await Eventually.BeAsync(
            () => node.InstancesAsync(deployment),
            all => all.Count == 2 && all.TrueForAll(each => each.State == InstanceState.Running && each.RestartCount == 1),
            "both are new");
        await enough.CancelAsync();

        var statuses = (await load).SelectMany(each => each).ToList();
        statuses.Count.ShouldBeGreaterThan(20);
        statuses.ShouldAllBe(status => status == HttpStatusCode.OK);
        (await node.InstancesAsync(deployment)).Select(each => each.ReleaseId).ShouldBe(before.Select(each => each.ReleaseId));
        (await node.DeploymentAsync(deployment, _ => true, "")).LastReleaseNumber.ShouldBe(1);
    }

    [Fact]
    public async Task A_restarted_app_is_soon_answered_by_its_new_instance()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Deployments:FirstBackoff", "00:05:00"));
        var deployment = await node.DeployAsync("quick", Apps.Good(), configure: it => it.DrainSeconds = Deployment.MostDrainSeconds);
        var times = new List<TimeSpan>();
        for (var round = 0; round < 5; round++)
        {
            var before = Pid(await worker.TextAsync(deployment));
            await Eventually.BeAsync(() => node.InstancesAsync(deployment), all => all is [{ State: InstanceState.Running }], "one runs");
            var watch = Stopwatch.StartNew();
            await node.ChangeAsync(deployment.Id, (_, it) => it.TryRestart(out var _));
            while (Pid(await worker.TextAsync(deployment)) == before)
                await Task.Delay(5);
            times.Add(watch.Elapsed);
        }

        times.Min().ShouldBeLessThan(TimeSpan.FromMinutes(2), "the quickest of five, which waits for no backoff and no drain");
    }

    [Fact]
    public async Task Stopped_it_answers_503_and_started_it_serves_again()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("paused", Apps.Good());
        await worker.TextAsync(deployment);

        await node.ChangeAsync(deployment.Id, (_, it) => it.TryStop(out var _));
        await node.ShowsAsync(deployment, DeploymentState.Stopped);
        (await node.InstancesAsync(deployment)).ShouldBeEmpty();
        await worker.AnswersAsync(deployment, HttpStatusCode.ServiceUnavailable, "This app is stopped");

        await node.ChangeAsync(deployment.Id, (_, it) => it.TryStart(out var _));
        await worker.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
    }

    [Fact]
    public async Task A_second_release_takes_over_a_bad_third_does_not_and_a_rollback_goes_back()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("versions", Apps.Good("1"));
        await worker.TextAsync(deployment);

        await node.PushAsync(deployment.Id, Apps.Good("2"));
        await node.ReleaseAsync(deployment, 2, ReleaseState.Serving);
        await worker.AnswersAsync(deployment, HttpStatusCode.OK, "\"version\":\"2\"");
        await node.ReleaseAsync(deployment, 1, ReleaseState.Superseded);

        await node.PushAsync(deployment.Id, Apps.Node("console.error('no config'); process.exit(7);"));
        var failed = await node.ReleaseAsync(deployment, 3, ReleaseState.Failed);
        failed.Reason!.ExitCode.ShouldBe(7);
        failed.Reason.Message.ShouldContain("no config");
        (await node.ShowsAsync(deployment, DeploymentState.Running)).Reason.ShouldBeNull();
        await worker.AnswersAsync(deployment, HttpStatusCode.OK, "\"version\":\"2\"");

        await node.ChangeAsync(deployment.Id, (db, it) =>
        {
            var first = db.Releases.Single(release => release.DeploymentId == it.Id && release.Number == 1);
            db.Add(first.Again(it, first.Limits, rolledBackFrom: 1, node.UserId, DateTimeOffset.UtcNow));
        });
        await node.ReleaseAsync(deployment, 4, ReleaseState.Serving);
        await worker.AnswersAsync(deployment, HttpStatusCode.OK, "\"version\":\"1\"");
    }

    [Fact]
    public async Task Deleted_nothing_is_left_on_disk_or_in_the_database_and_the_deleted_project_goes_too()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("gone", Apps.Good(), instances: 2);
        await worker.TextAsync(deployment);
        await using (var own = node.Open())
            await WriteDownAsync(own, node.ProjectId);

        await node.ChangeAsync(deployment.Id, (db, it) =>
        {
            it.Delete();
            db.Projects.Single().Delete(DateTimeOffset.UtcNow);
        });

        await using var db = node.Open();
        await Eventually.BeTrueAsync(async () => !await db.Projects.AnyAsync(), "the project is gone");
        (await db.Deployments.CountAsync()).ShouldBe(0);
        (await db.LogChunks.CountAsync()).ShouldBe(0);
        (await db.AuditEntries.CountAsync() + await db.AuditHeads.CountAsync()).ShouldBe(0);
        await Should.ThrowAsync<InvalidOperationException>(() => WriteDownAsync(db, node.ProjectId), "nothing is written down of a project that is gone");
        foreach (var folder in (string[])["sandboxes", "artifacts", "builds", "caches"])
            Directory.EnumerateFileSystemEntries(Path.Combine(node.Directory, folder)).ShouldBeEmpty(folder);
        await worker.AnswersAsync(deployment, HttpStatusCode.NotFound);
    }

    private static Task<bool> WriteDownAsync(CodeRunnerDb db, Guid project) => db.InTransactionAsync(
        async () =>
        {
            await db.AppendAuditAsync(new AuditEvent(project, AuditEvent.Platform, "secret.inject", "it"), DateTimeOffset.UtcNow, default);
            return true;
        },
        default);

    private static int Pid(string answer) => JsonDocument.Parse(answer).RootElement.GetProperty("id").GetString()!.GetHashCode(StringComparison.Ordinal);

    private static async Task<List<HttpStatusCode>> LoadAsync(TestWorker worker, Deployment deployment, CancellationToken enough)
    {
        var statuses = new List<HttpStatusCode>();
        while (!enough.IsCancellationRequested)
        {
            using var answer = await worker.GetAsync(deployment);
            statuses.Add(answer.StatusCode);
        }
        return statuses;
    }
}
