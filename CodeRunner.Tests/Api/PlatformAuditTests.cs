using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

/// <summary>The chain that belongs to no project: who reads it, and that a change of it is found.</summary>
public sealed class PlatformAuditTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("coderunner-audit-").FullName;

    [Fact]
    public async Task An_entry_of_the_platform_that_was_changed_taken_out_or_moved_is_found()
    {
        await using var api = await ApiFactory.StartAsync();
        var operators = await api.OperatorAsync();
        await using var db = api.Db();
        await FillAsync(db, 5);
        (await operators.VerifyPlatformAsync()).ShouldBe(new AuditVerification(true, 5, null));
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE entries AS SELECT * FROM audit_entries; CREATE TABLE heads AS SELECT * FROM audit_heads");
        foreach (var (sql, firstBad) in ((string, long)[])
        [
            ("UPDATE audit_entries SET ip = '192.0.2.1' WHERE seq = 3", 3),
            ("DELETE FROM audit_entries WHERE seq = 2", 2),
            ("UPDATE audit_entries SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3); UPDATE audit_entries SET seq = -seq WHERE seq < 0", 2),
            ("DELETE FROM audit_entries WHERE seq > 3", 4),
            ("DELETE FROM audit_heads", 6),
        ])
        {
            await db.Database.ExecuteSqlRawAsync(sql);
            var verified = await operators.VerifyPlatformAsync();
            (verified.Valid, verified.FirstBad).ShouldBe((false, firstBad), sql);
            await db.Database.ExecuteSqlRawAsync(
                "TRUNCATE audit_entries, audit_heads; INSERT INTO audit_entries SELECT * FROM entries; INSERT INTO audit_heads SELECT * FROM heads");
        }
        (await operators.VerifyPlatformAsync()).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task A_platforms_chain_that_was_rewritten_with_its_head_is_found_by_the_api_and_by_the_command()
    {
        await using var api = await ApiFactory.StartAsync(settings: new Dictionary<string, string>
        {
            ["Audit:CheckpointDirectory"] = directory,
            ["Audit:CheckpointInterval"] = "00:00:00.2",
        });
        var operators = await api.OperatorAsync();
        var project = (await operators.ProjectAsync()).Id;
        await using var db = api.Db();
        await FillAsync(db, 3);
        await Eventually.BeTrueAsync(async () => (await CheckpointsAsync()).Contains("\"seq\":3,"), "a checkpoint of the platform's chain");
        var (status, said) = await VerifyByCommandAsync(api);
        said.ShouldContain("platform: 3 entries hold");
        said.ShouldContain($"{project}: 0 entries hold");
        status.ShouldBe(0, said);

        await db.Database.ExecuteSqlRawAsync("DELETE FROM audit_entries; DELETE FROM audit_heads");
        await FillAsync(db, 3);

        var verified = await operators.VerifyPlatformAsync();
        (verified.Valid, verified.FirstBad).ShouldBe((false, 1));
        (status, said) = await VerifyByCommandAsync(api, "platform");
        said.ShouldContain("platform: NOT VALID from entry 1 on");
        status.ShouldBe(1, said);
    }

    [Fact]
    public async Task Who_deletes_a_project_is_in_the_platforms_log_with_how_far_the_projects_own_was()
    {
        await using var api = await ApiFactory.StartAsync();
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync("A name that is nobody else's business")).Id;
        await ConfigUser.Of(ada, project).SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{project}").ShouldBeAsync(HttpStatusCode.NoContent);

        var entry = (await (await api.OperatorAsync()).PlatformAuditAsync()).ShouldHaveSingleItem();
        (entry.Actor.Email, entry.Action, entry.Target).ShouldBe((ada.Email, "project.delete", $"project {project}"));
        entry.Detail.GetProperty("entries").GetInt64().ShouldBe(1);
        entry.Detail.GetRawText().ShouldNotContain("business");
    }

    [Fact]
    public async Task Operators_filter_page_and_export_it_and_nobody_else_reads_it()
    {
        await using var api = await ApiFactory.StartAsync();
        var (operators, ada) = (await api.OperatorAsync(), await api.UserAsync("Ada"));
        await using (var db = api.Db())
            await FillAsync(db, 4);
        foreach (var path in (string[])["", "/verify", "/export"])
            await ada.Http.GetAsync($"{PlatformAudit.Path}{path}").ShouldBeProblemAsync(HttpStatusCode.Forbidden);

        (await operators.PlatformAuditAsync("after=3")).Select(entry => entry.Seq).ShouldBe([1L, 2L]);
        (await operators.PlatformAuditAsync("action=session.")).Count.ShouldBe(4);
        (await operators.PlatformAuditAsync("actor=coderunner")).Count.ShouldBe(2);
        (await operators.PlatformAuditAsync("actor=stranger")).Count.ShouldBe(2);
        var lines = (await operators.Http.GetStringAsync($"{PlatformAudit.Path}/export?actor=stranger")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => JsonNode.Parse(line)!["seq"]!.GetValue<long>()).ShouldBe([3, 1]);
        await operators.Http.GetAsync($"{PlatformAudit.Path}?limit=0").ShouldNameAsync("limit");
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>Entries of strangers and of the platform by turns.</summary>
    private static async Task FillAsync(CodeRunnerDb db, int entries)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        for (var n = 0; n < entries; n++)
            await db.AppendAuditAsync(new AuditEvent(AuditChain.Platform, n % 2 == 0 ? AuditEvent.Stranger : AuditEvent.Platform, "session.start", $"{n}"), DateTimeOffset.UtcNow, default);
        await transaction.CommitAsync();
    }

    private async Task<string> CheckpointsAsync()
    {
        try
        {
            var file = Path.Combine(directory, "platform.ndjson");
            return File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        }
        catch (IOException)
        {
            return ""; // the Api has it in its hands
        }
    }

    private async Task<(int Status, string Said)> VerifyByCommandAsync(ApiFactory api, params string[] names)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "CodeRunner.Api"), ["audit", "verify", .. names]) { RedirectStandardOutput = true };
        start.Environment["ConnectionStrings__db"] = api.Database.ConnectionString;
        start.Environment["ConnectionStrings__redis"] = await TestServers.RedisAsync();
        start.Environment["Access__SigningKey"] = TokenForge.Key;
        start.Environment["Vault__MasterKeys"] = TestVault.Keys;
        start.Environment["Audit__CheckpointDirectory"] = directory;
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }
}
