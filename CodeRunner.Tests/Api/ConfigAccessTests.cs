using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core.Audit;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class ConfigAccessTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Theory]
    [InlineData("viewer", null, "development", false, false, false)]
    [InlineData("developer", null, "development", true, true, true)]
    [InlineData("developer", null, "staging", false, false, false)]
    [InlineData("developer", null, "production", false, false, false)]
    [InlineData("developer", "production", "production", true, true, false)]
    [InlineData("maintainer", null, "staging", true, true, true)]
    [InlineData("maintainer", null, "production", true, true, false)]
    [InlineData("owner", null, "production", true, true, false)]
    public async Task A_role_reaches_what_it_says_and_no_more(string role, string? granted, string environment, bool see, bool write, bool reveal)
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ConfigUser.Of(ada, project, environment).PutAsync(new { key = "A", value = "1" }, new { key = "TOKEN", value = "a-secret", encrypted = true });
        await ada.MakeMemberAsync(project, bob, role, granted is null ? [] : [granted]);
        var config = ConfigUser.Of(bob, project, environment);

        var seen = await config.GetAsync();
        (seen.May.See, seen.May.Write, seen.May.Reveal).ShouldBe((see, write, reveal));
        seen.Variables.Single().Value.ShouldBe(see ? "1" : null);
        seen.Secrets.Single().Key.ShouldBe("TOKEN");
        await config.SetAsync("A", "2").ShouldBeAsync(write ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden);
        await config.TryRevealAsync("TOKEN").ShouldBeAsync(reveal ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        await config.TryRevealAsync("A").ShouldBeAsync(see ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        await config.TryExportAsync(secrets: false).ShouldBeAsync(see ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        using var export = await config.TryExportAsync();
        export.StatusCode.ShouldBe(reveal ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        (await export.Content.ReadAsStringAsync()).Contains("a-secret").ShouldBe(reveal);
        (await config.DiffAsync(0)).Items.Single(item => item.Key == "A").After.ShouldBe(see ? (write ? "2" : "1") : null);
    }

    [Fact]
    public async Task An_environment_where_the_role_does_not_hold_is_refused_and_what_is_shared_asks_for_all()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "maintainer", "staging");
        await ConfigUser.Of(bob, project, "production").SendAsync(HttpMethod.Get, "", null, null).ShouldBeAsync(HttpStatusCode.Forbidden);
        await ConfigUser.Shared(bob, project).SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.Forbidden);
        await ConfigUser.Shared(ada, project).SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        (await ConfigUser.Shared(bob, project).GetAsync()).Variables.Single().Value.ShouldBeNull();
    }

    [Fact]
    public async Task The_right_to_reveal_is_given_by_itself_and_taken_at_once()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ConfigUser.Of(ada, project, "production").PutAsync(new { key = "TOKEN", value = "a-secret", encrypted = true });
        var member = $"/api/projects/{project}/members/{bob.Email}";
        var config = ConfigUser.Of(bob, project, "production");

        await ada.SendAsync(HttpMethod.Put, member, new { role = "maintainer", reveal = new[] { "production" } }).ShouldBeAsync(HttpStatusCode.NoContent);
        (await config.RevealAsync("TOKEN")).ShouldBe("a-secret");
        await ada.SendAsync(HttpMethod.Put, member, new { role = "maintainer", reveal = Array.Empty<string>() }).ShouldBeAsync(HttpStatusCode.NoContent);
        await config.TryRevealAsync("TOKEN").ShouldBeAsync(HttpStatusCode.Forbidden);
        await ada.SendAsync(HttpMethod.Put, member, new { role = "viewer", reveal = new[] { "production" } }).ShouldBeAsync(HttpStatusCode.NoContent);
        await config.TryRevealAsync("TOKEN").ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Every_change_reveal_and_export_is_in_the_audit_log_and_so_are_those_that_were_denied()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        var config = ConfigUser.Of(ada, project);
        await config.PutAsync(new { key = "TOKEN", value = "a-canary-secret", encrypted = true });
        await config.RevealAsync("TOKEN");
        await config.ExportAsync();
        await ada.MakeMemberAsync(project, bob, "viewer");
        await ConfigUser.Of(bob, project).TryRevealAsync("TOKEN").ShouldBeAsync(HttpStatusCode.Forbidden);
        await ConfigUser.Of(bob, project).SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.Forbidden);

        var audit = (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit"))!;
        audit.Items.Select(entry => (entry.Seq, entry.Actor.Email, entry.Action, entry.Target, entry.Outcome)).ShouldBe([
            (6, bob.Email, "config.change", "staging", AuditOutcome.Denied),
            (5, bob.Email, "secret.reveal", "TOKEN", AuditOutcome.Denied),
            (4, ada.Email, "member.set", bob.Email, AuditOutcome.Done),
            (3, ada.Email, "config.export", "staging", AuditOutcome.Done),
            (2, ada.Email, "secret.reveal", "TOKEN", AuditOutcome.Done),
            (1, ada.Email, "config.change", "staging", AuditOutcome.Done)]);
        audit.Items.ShouldAllBe(entry => entry.Ip == "127.0.0.1" || entry.Ip == "::1" || entry.Ip == "::ffff:127.0.0.1");
        (await (await ada.Http.GetAsync($"/api/projects/{project}/audit/export")).Content.ReadAsStringAsync()).ShouldNotContain("canary");
        (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit?action=secret.&actor={bob.Email}"))!.Items.ShouldHaveSingleItem();
        (await ada.GetAsync<AuditVerification>($"/api/projects/{project}/audit/verify")).ShouldBe(new AuditVerification(true, 6, null));
        await bob.Http.GetAsync($"/api/projects/{project}/audit").ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_audit_log_has_the_persons_address_as_the_dashboard_tells_it()
    {
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        ada.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        await ConfigUser.Of(ada, project).SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit"))!.Items.ShouldHaveSingleItem().Ip.ShouldBe("203.0.113.7");
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET detail = '{{}}' WHERE project_id = {0} AND seq = 3", 5, 3)]
    [InlineData("UPDATE audit_entries SET outcome = 'Denied' WHERE project_id = {0} AND seq = 1", 5, 1)]
    [InlineData("DELETE FROM audit_entries WHERE project_id = {0} AND seq = 2", 5, 2)]
    [InlineData("DELETE FROM audit_entries WHERE project_id = {0} AND seq = 5", 5, 5)]
    [InlineData("UPDATE audit_entries SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE project_id = {0} AND seq IN (2, 3); UPDATE audit_entries SET seq = -seq WHERE project_id = {0} AND seq < 0", 5, 2)]
    [InlineData("DELETE FROM audit_heads WHERE project_id = {0}", 5, 6)]
    [InlineData("DELETE FROM audit_heads WHERE project_id = {0}; DELETE FROM audit_entries WHERE project_id = {0} AND seq > 2", 2, 3)]
    [InlineData("UPDATE audit_heads SET seq = 3, hash = (SELECT hash FROM audit_entries WHERE project_id = {0} AND seq = 3) WHERE project_id = {0}", 3, 4)]
    [InlineData("UPDATE audit_heads SET hash = '' WHERE project_id = {0}", 5, 5)]
    [InlineData("INSERT INTO audit_entries SELECT * FROM (SELECT (jsonb_populate_record(entry, jsonb_build_object('seq', -1, 'id', gen_random_uuid()))).* FROM audit_entries entry WHERE project_id = {0} AND seq = 1) forged", 5, -1)]
    public async Task An_entry_that_was_changed_taken_out_or_moved_is_found(string sql, long entries, long firstBad)
    {
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        for (var n = 0; n < 5; n++)
            await ConfigUser.Of(ada, project).SetAsync($"A{n}", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        await using (var db = api.Db())
            await db.Database.ExecuteSqlRawAsync(sql, project);
        var verified = await ada.GetAsync<AuditVerification>($"/api/projects/{project}/audit/verify");
        verified!.Fault.ShouldNotBeNull();
        verified.ShouldBe(new AuditVerification(false, entries, firstBad, verified.Fault));
    }

    [Fact]
    public async Task A_denied_try_is_written_down_also_when_the_request_is_rolled_back_with_its_idempotency_key()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "viewer");
        await bob.PostAsync($"/api/projects/{project}/environments/staging/config/rollback", new { version = 0 }, "k").ShouldBeAsync(HttpStatusCode.Forbidden);
        var denied = (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit?actor={bob.Email}"))!.Items.ShouldHaveSingleItem();
        (denied.Action, denied.Outcome).ShouldBe(("config.change", AuditOutcome.Denied));
    }

    [Fact]
    public async Task Who_tries_again_and_again_does_not_fill_the_audit_log()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "viewer");
        for (var n = 0; n < 5; n++)
            await ConfigUser.Of(bob, project).TryRevealAsync("TOKEN").ShouldBeAsync(HttpStatusCode.Forbidden);
        (await DeniedAsync(ada, project)).ShouldHaveSingleItem();

        for (var n = 0; n < 60; n++)
            await ConfigUser.Of(bob, project).TryRevealAsync($"TOKEN{n}").ShouldBeAsync(HttpStatusCode.Forbidden);
        var entries = await DeniedAsync(ada, project);
        entries.Count.ShouldBe(AuditRepeats.MostDenials);
        entries[0].Detail.GetRawText().ShouldBe("""{"more":true}""");
        entries.Skip(1).ShouldAllBe(entry => entry.Detail.GetRawText() == "{}");
    }

    [Fact]
    public async Task What_somebody_did_is_found_however_the_address_is_written()
    {
        var (ada, bob) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"));
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "viewer");
        await ConfigUser.Of(bob, project).TryRevealAsync("TOKEN").ShouldBeAsync(HttpStatusCode.Forbidden);
        await using (var db = api.Db())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.AppendAuditAsync(new AuditEvent(project, AuditEvent.Platform, "secret.inject", "it"), DateTimeOffset.UtcNow, default);
            await db.AppendAuditAsync(new AuditEvent(project, new AuditActor(Guid.NewGuid(), "Gone@example.org"), "secret.reveal", "it"), DateTimeOffset.UtcNow, default);
            await transaction.CommitAsync();
        }
        async Task<string> ByAsync(string actor) => string.Join(' ', (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit?actor={actor}"))!.Items.Select(entry => entry.Seq));
        (await ByAsync(bob.Email.ToUpperInvariant())).ShouldBe("2");
        (await ByAsync(ada.Email)).ShouldBe("1");
        (await ByAsync("coderunner")).ShouldBe("3");
        (await ByAsync("gone@EXAMPLE.org")).ShouldBe("4");
        (await ByAsync("nobody@example.org")).ShouldBe("");
    }

    private static async Task<IReadOnlyList<AuditEntryResponse>> DeniedAsync(TestUser owner, Guid project) =>
        [.. (await owner.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit?limit=200"))!.Items.Where(entry => entry.Outcome == AuditOutcome.Denied)];

    [Fact]
    public async Task A_secret_that_can_not_be_written_down_is_not_read()
    {
        await using var own = await ApiFactory.StartAsync();
        var ada = await own.UserAsync("Ada");
        var config = ConfigUser.Of(ada, (await ada.ProjectAsync()).Id);
        await config.PutAsync(new { key = "TOKEN", value = "a-canary-secret", encrypted = true });
        await using (var db = own.Db())
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE audit_entries ADD CONSTRAINT full_disk CHECK (seq < 2)");
        using var answer = await config.TryRevealAsync("TOKEN");
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("canary");
    }

    [Fact]
    public async Task No_plaintext_of_a_secret_is_in_the_database_whatever_headers_are_sent()
    {
        var ada = await api.UserAsync("Ada");
        var config = ConfigUser.Of(ada, (await ada.ProjectAsync()).Id);
        var canary = $"canary-{Guid.NewGuid():n}";
        await config.PutAsync(new { key = "TOKEN", value = canary, encrypted = true });
        ada.Http.DefaultRequestHeaders.Add("Idempotency-Key", "reveal-it");
        (await config.RevealAsync("TOKEN")).ShouldBe(canary);
        (await config.RevealAsync("TOKEN")).ShouldBe(canary);

        await using var db = api.Db();
        foreach (var table in await db.Database.SqlQueryRaw<string>("SELECT tablename AS \"Value\" FROM pg_tables WHERE schemaname = 'public'").ToListAsync())
        {
#pragma warning disable EF1002 // the names of tables come from the database itself
            var hits = await db.Database.SqlQueryRaw<int>(
                $"SELECT count(*)::int AS \"Value\" FROM \"{table}\" it WHERE it::text LIKE {{0}} OR it::text LIKE {{1}} OR it::text LIKE {{2}}",
                $"%{canary}%", $"%{Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(canary))}%", $"%{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(canary))}%").SingleAsync();
#pragma warning restore EF1002
            hits.ShouldBe(0, table);
        }
    }

    [Fact]
    public async Task A_ciphertext_moved_to_another_environment_is_refused_by_name()
    {
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        await ConfigUser.Of(ada, project, "development").PutAsync(new { key = "TOKEN", value = "first-one", encrypted = true });
        await ConfigUser.Of(ada, project, "staging").PutAsync(new { key = "TOKEN", value = "second-one", encrypted = true });
        await using (var db = api.Db())
        {
            await db.Database.ExecuteSqlAsync(
                $"UPDATE config_values SET envelope = (SELECT envelope FROM config_values WHERE project_id = {project} AND environment = 'Staging') WHERE project_id = {project} AND environment = 'Development'");
        }
        using var answer = await ConfigUser.Of(ada, project, "development").TryRevealAsync("TOKEN");
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The secret TOKEN can");
    }
}
