using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Worker.Builds.Retention;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class RetentionTests
{
    [Fact]
    public async Task Only_the_last_artifacts_are_kept_and_their_releases_say_which_are_gone()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Artifacts:Kept", "1"));
        var deployment = await node.DeployAsync("kept", Apps.Good("1"));
        await node.ReleaseAsync(deployment, 1, ReleaseState.Serving);
        for (var number = 2; number <= 4; number++)
        {
            await node.PushAsync(deployment.Id, Apps.Good($"{number}"));
            await node.ReleaseAsync(deployment, number, ReleaseState.Serving);
        }

        await Eventually.BeTrueAsync(() => Task.FromResult(Artifacts(node).Length == 2), "what serves and the one before are left");

        await using var db = node.Open();
        (await db.Releases.OrderBy(each => each.Number).ToListAsync()).Select(each => each.HasArtifact).ShouldBe([false, false, true, true]);
        await worker.AnswersAsync(deployment, System.Net.HttpStatusCode.OK, "\"version\":\"4\"");
    }

    [Fact]
    public async Task A_rollback_of_the_same_moment_wins_and_its_artifact_stays()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var artifact = await StoreAsync(node, worker, releases: 3);
        await using var db = node.Open();
        await using var rollback = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments FOR UPDATE");
        var upkeep = ActivatorUtilities.CreateInstance<ArtifactUpkeep>(worker.Services, Microsoft.Extensions.Options.Options.Create(new RetentionOptions { Kept = 1 }));

        var tidying = upkeep.TidyAsync(node.ProjectId, default);
        await Eventually.BeTrueAsync(async () => await IsWaitedForAsync(node), "the upkeep waits for the rollback");
        var deployment = await db.Deployments.SingleAsync();
        var oldest = await db.Releases.SingleAsync(each => each.Number == 1);
        db.Add(oldest.Again(deployment, oldest.Limits, 1, node.UserId, DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
        await rollback.CommitAsync();
        await tidying;

        Artifacts(node).ShouldContain($"{artifact}");
    }

    [Fact]
    public async Task What_no_release_needs_is_found_on_disk_and_removed_and_what_is_needed_stays()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var stray = Guid.CreateVersion7();
        var kept = await StoreAsync(node, worker, releases: 1);
        Directory.CreateDirectory(Path.Combine(node.Directory, "artifacts", $"{stray}"));
        Directory.CreateDirectory(Path.Combine(node.Directory, "builds", $"{stray}", "app"));
        await worker.EndAsync();

        await node.StartWorkerAsync();

        await Eventually.BeTrueAsync(() => Task.FromResult(!Artifacts(node).Contains($"{stray}")), "the stray artifact is gone");
        await Eventually.BeTrueAsync(() => Task.FromResult(!Directory.Exists(Path.Combine(node.Directory, "builds", $"{stray}"))), "the stray workspace is gone");
        Artifacts(node).ShouldBe([$"{kept}"]);
    }

    [Fact]
    public async Task Every_machine_of_a_database_is_tidied_by_a_Worker_of_its_own()
    {
        await using var node = await TestNode.CreateAsync();
        var other = Directory.CreateTempSubdirectory("coderunner-other-").FullName;
        var stray = Guid.CreateVersion7();
        string[] strays = [.. from root in (string[])[node.Directory, other] from place in (string[])["artifacts", "builds", "caches"] select Path.Combine(root, place, $"{stray}")];
        foreach (var path in strays)
            Directory.CreateDirectory(path);
        var kept = Directory.CreateDirectory(Path.Combine(other, "caches", $"{node.ProjectId}")).FullName;

        await node.StartWorkerAsync();
        var second = await node.StartWorkerAsync(("Node:DataDirectory", other));

        await Eventually.BeTrueAsync(() => Task.FromResult(!strays.Any(Directory.Exists)), "nothing stray is left on either machine");
        Directory.Exists(kept).ShouldBeTrue();
        await second.EndAsync();
        Directory.Delete(other, recursive: true);
    }

    [Fact]
    public async Task Room_is_made_from_rollback_targets_only_and_no_more_than_is_needed()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Artifacts:SweepInterval", "01:00:00"));
        await StoreAsync(node, worker, releases: 5);
        var upkeep = worker.Services.GetRequiredService<ArtifactUpkeep>();

        await upkeep.MakeRoomAsync(() => true, default);
        Artifacts(node).Length.ShouldBe(5);
        await upkeep.MakeRoomAsync(() => false, default);

        Artifacts(node).Length.ShouldBe(2, "what serves, and the last that served before");
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData("registry.example.org/team/app@sha256:1", 5)]
    public async Task A_projects_room_is_for_what_lies_on_the_nodes_disk_and_not_for_images(string? image, int left)
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Artifacts:SweepInterval", "01:00:00"));
        await StoreAsync(node, worker, releases: 5, bytes: 1 << 20, image);
        var upkeep = ActivatorUtilities.CreateInstance<ArtifactUpkeep>(worker.Services, Microsoft.Extensions.Options.Options.Create(new RetentionOptions { MaxProjectMb = 3 }));

        await upkeep.TidyAsync(node.ProjectId, default);

        await using var db = node.Open();
        (await db.Releases.CountAsync(each => each.ArtifactRemovedAt == null)).ShouldBe(left);
    }

    /// <summary>A deployment with releases that served one after the other, the last still does, and their artifacts. Answers the first artifact.</summary>
    private static async Task<Guid> StoreAsync(TestNode node, TestWorker worker, int releases, long bytes = 100, string? image = null)
    {
        var deployment = await node.CreateDeploymentAsync("stored");
        var nodeId = worker.Services.GetRequiredService<NodeIdentity>().Id;
        var stored = new List<Guid>();
        await node.ChangeAsync(deployment.Id, (db, it) =>
        {
            it.TryStop(out var _);
            for (var number = 1; number <= releases; number++)
            {
                var release = new Release(it, new SourceDescription(SourceKind.Archive, "a.zip"), node.UserId, DateTimeOffset.UtcNow);
                release.Built(new Artifact(release.Id, nodeId, CodeRunner.Contracts.Deployments.Runtime.Node, ["node"], "", new Dictionary<string, string>(), bytes) { Image = image }, DateTimeOffset.UtcNow);
                release.Serve(DateTimeOffset.UtcNow.AddSeconds(number));
                if (number < releases)
                    release.Supersede(DateTimeOffset.UtcNow);
                else
                    it.Serve(release.Id);
                db.Add(release);
                stored.Add(release.Id);
            }
        });

        // Not before their releases are stored: what no release names is a stray, and removed.
        foreach (var id in stored)
            Directory.CreateDirectory(Path.Combine(node.Directory, "artifacts", $"{id}"));
        return stored[0];
    }

    private static async Task<bool> IsWaitedForAsync(TestNode node)
    {
        await using var db = node.Open();
        return await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) OR NOT granted AND locktype = 'transactionid'").SingleAsync() > 0;
    }

    private static string[] Artifacts(TestNode node) => [.. Directory.GetDirectories(Path.Combine(node.Directory, "artifacts")).Select(path => Path.GetFileName(path)!)];
}
