using System.Net;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
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
            (await db.AuditEntries.CountAsync(entry => entry.ChainId == project)).ShouldBe(4);
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
        var forged = (await LinesAsync(project))[0].Replace("\"seq\":", "\"seq\":1");
        await using (var writer = await PatientlyAsync(() => File.AppendText(file)))
            await writer.WriteAsync(forged + "\nnonsense\n{}\n");
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
        (await LinesAsync(first)).Length.ShouldBeInRange(1, 2);
        (await LinesAsync(second)).Length.ShouldBe(1);
        File.GetUnixFileMode(FileOf(first)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Two_apis_that_share_a_directory_write_each_checkpoint_once_and_cut_none()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var one = await StartAsync(database);
        await using var two = await StartAsync(database);
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => ChangeAsync(n % 2 == 0 ? one : two, 8)));
        foreach (var (owner, project) in made)
        {
            var seqs = (await LinesAsync(project)).Select(line => JsonNode.Parse(line)!["seq"]!.GetValue<long>()).ToList();
            seqs.ShouldBeUnique();
            (await VerifyAsync(owner, project)).ShouldBe(new AuditVerification(true, 8, null));
        }
    }

    [Fact]
    public async Task A_line_that_a_crash_has_cut_is_passed_over_and_spoils_no_other()
    {
        await using var database = await TestDatabase.CreateAsync();
        TestUser ada;
        Guid project;
        await using (var before = await StartAsync(database))
            (ada, project) = await ChangeAsync(before, 1);
        await File.AppendAllTextAsync(FileOf(project), "{\"projectId\":");
        await using var api = await StartAsync(database);
        await ConfigUser.Of(new TestUser(api, ada.Id, ada.Email, ada.Token), project).SetAsync("B", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        await Eventually.BeTrueAsync(() => WrittenAsync(project, 2, ""), "a checkpoint is written");
        (await LinesAsync(project)).Select(line => line[^1]).ShouldBe(['}', ':', '}']);
    }

    [Fact]
    public async Task A_file_that_somebody_holds_waits_and_holds_up_no_other_and_is_verified_once_at_a_time()
    {
        await using var api = await StartAsync();
        var (ada, held) = await ChangeAsync(api, 1);
        var verify = $"/api/projects/{held}/audit/verify";
        Task<HttpResponseMessage>[] asked;
        await using (await PatientlyAsync(() => new FileStream(FileOf(held), FileMode.Open, FileAccess.ReadWrite, FileShare.None)))
        {
            await ConfigUser.Of(ada, held).SetAsync("B", "1").ShouldBeAsync(HttpStatusCode.NoContent);
            await ChangeAsync(api, 1);
            asked = [ada.Http.GetAsync(verify), ada.Http.GetAsync(verify)];
            await Task.WhenAny(asked).Unwrap().ShouldBeAsync(HttpStatusCode.Conflict);
            asked.Count(each => each.IsCompleted).ShouldBe(1, "the other one waits for the file");
        }
        (await Task.WhenAll(asked)).Select(each => (int)each.StatusCode).Order().ShouldBe([200, 409]);
        await Eventually.BeTrueAsync(() => WrittenAsync(held, 2, ""), "a checkpoint is written");
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
            await ConfigUser.Of(ada, project).SetAsync($"A{n}", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        await Eventually.BeTrueAsync(() => WrittenAsync(project, entries, ""), "a checkpoint is written");
        return (ada, project);
    }

    private async Task<bool> WrittenAsync(Guid project, int seq, string key)
    {
        return (await LinesAsync(project)).Any(line => line.Contains($"\"seq\":{seq},") && line.Contains(key));
    }

    private string FileOf(Guid project) => Path.Combine(directory, $"{project}.ndjson");

    private Task<string[]> LinesAsync(Guid project) => PatientlyAsync(() => File.Exists(FileOf(project)) ? File.ReadAllLines(FileOf(project)) : []);

    /// <summary>The Api has the file for a moment at each tick.</summary>
    private static async Task<T> PatientlyAsync<T>(Func<T> open)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return open();
            }
            catch (IOException) when (tries < 1000)
            {
                await Task.Delay(10);
            }
        }
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
