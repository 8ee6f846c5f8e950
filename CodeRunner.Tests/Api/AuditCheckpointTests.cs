using System.Runtime.Versioning;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Vault;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

[SupportedOSPlatform("linux")]
public sealed class AuditCheckpointTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("coderunner-audit-").FullName;

    [Fact]
    public async Task A_chain_that_was_rewritten_as_a_whole_is_found()
    {
        await using var api = await StartAsync();
        var (ada, project) = await ChangeAsync(api, 4);
        await RewriteAsync(api, async db =>
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM audit_entries WHERE project_id = {project}; DELETE FROM audit_heads WHERE project_id = {project}");
            for (var n = 0; n < 4; n++)
                await db.AppendAuditAsync(new AuditEvent(project, AuditEvent.Platform, "config.change", "forged"), DateTimeOffset.UtcNow, default);
            (await db.AuditEntries.CountAsync(entry => entry.ProjectId == project)).ShouldBe(4);
        });
        await using (var db = api.Db())
            (await db.VerifyAuditAsync(project, default)).Valid.ShouldBeTrue("by itself it holds together");
        (await VerifyAsync(ada, project)).ShouldSatisfyAllConditions(it => it.Valid.ShouldBeFalse(), it => it.FirstBad.ShouldBe(1), it => it.Fault!.ShouldContain("checkpoint"));
    }

    [Fact]
    public async Task A_chain_that_was_cut_together_with_its_head_is_found()
    {
        await using var api = await StartAsync();
        var (ada, project) = await ChangeAsync(api, 4);
        await RewriteAsync(api, db => db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM audit_entries WHERE project_id = {project} AND seq > 2;
            UPDATE audit_heads SET seq = 2, hash = (SELECT hash FROM audit_entries WHERE project_id = {project} AND seq = 2) WHERE project_id = {project}
            """));
        (await VerifyAsync(ada, project)).ShouldSatisfyAllConditions(it => it.Valid.ShouldBeFalse(), it => it.FirstBad.ShouldBe(3), it => it.Fault!.ShouldContain("4 entries"));
    }

    [Fact]
    public async Task A_checkpoint_that_was_forged_vouches_for_nothing_and_is_told()
    {
        await using var api = await StartAsync();
        var (ada, project) = await ChangeAsync(api, 3);
        var file = Directory.GetFiles(directory).Single();
        (await VerifyAsync(ada, project)).ShouldBe(new AuditVerification(true, 3, null));
        var forged = (await File.ReadAllLinesAsync(file)).First(line => line.Contains(project.ToString())).Replace("\"seq\":", "\"seq\":1");
        await File.AppendAllTextAsync(file, forged + "\nnonsense\n{}\n");
        var verified = await VerifyAsync(ada, project);
        verified.Valid.ShouldBeFalse();
        verified.Fault!.ShouldContain("signature");
    }

    [Fact]
    public async Task A_checkpoint_of_a_master_key_that_is_gone_is_passed_over_and_new_ones_are_made()
    {
        await using var database = await TestDatabase.CreateAsync();
        Guid project;
        await using (var before = await StartAsync(database, KeyRing.Generate(DateTimeOffset.UnixEpoch)))
            (_, project) = await ChangeAsync(before, 2);
        await using var api = await StartAsync(database);
        await Eventually.BeTrueAsync(async () => await WrittenAsync(project, 2, TestVault.Keys.Split(':')[0]), "the head is signed with the key of now");
        await using var db = api.Db();
        (await db.VerifyAuditAsync(project, default)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task Checkpoints_are_written_once_for_what_is_new_and_only_their_owner_may_read_them()
    {
        await using var api = await StartAsync();
        var (_, first) = await ChangeAsync(api, 2);
        var (_, second) = await ChangeAsync(api, 1);
        var file = Directory.GetFiles(directory).Single();
        (await File.ReadAllLinesAsync(file)).Count(line => line.Contains(first.ToString())).ShouldBeInRange(1, 2);
        (await File.ReadAllTextAsync(file)).ShouldContain(second.ToString());
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private Task<ApiFactory> StartAsync(TestDatabase? database = null, string? keys = null) => ApiFactory.StartAsync(database, settings: new Dictionary<string, string>
    {
        ["Audit:CheckpointDirectory"] = directory,
        ["Audit:CheckpointInterval"] = "00:00:00.2",
        ["Vault:MasterKeys"] = keys ?? TestVault.Keys,
    });

    /// <summary>A project with so many entries, and a checkpoint of the last one.</summary>
    private async Task<(TestUser Owner, Guid Project)> ChangeAsync(ApiFactory api, int entries)
    {
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        for (var n = 0; n < entries; n++)
            await ConfigUser.Of(ada, project).SetAsync($"A{n}", "1").ShouldBeAsync(System.Net.HttpStatusCode.NoContent);
        await Eventually.BeTrueAsync(() => WrittenAsync(project, entries, ""), "a checkpoint is written");
        return (ada, project);
    }

    private async Task<bool> WrittenAsync(Guid project, int seq, string key)
    {
        foreach (var file in Directory.GetFiles(directory))
        {
            if ((await File.ReadAllLinesAsync(file)).Any(line => line.Contains(project.ToString()) && line.Contains($"\"seq\":{seq},") && line.Contains(key)))
                return true;
        }
        return false;
    }

    private static async Task RewriteAsync(ApiFactory api, Func<CodeRunnerDb, Task> rewrite)
    {
        await using var db = api.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await rewrite(db);
        await transaction.CommitAsync();
    }

    private static async Task<AuditVerification> VerifyAsync(TestUser owner, Guid project) => (await owner.GetAsync<AuditVerification>($"/api/projects/{project}/audit/verify"))!;
}
