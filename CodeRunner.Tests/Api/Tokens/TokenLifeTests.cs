using System.Net;
using System.Security.Cryptography;
using System.Text;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Tokens;
using CodeRunner.Core.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Api.Tokens;

/// <summary>How tokens are made, seen, given new secrets and ended.</summary>
public sealed class TokenLifeTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_tokens_secret_is_shown_once_and_only_its_hash_is_kept()
    {
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        var made = await ada.TokenAsync(project);

        made.Token!.ShouldMatch("^crt_[A-Za-z0-9_-]{49}$");
        made.ToString().ShouldNotContain(made.Token!);
        (made.ExpiresAt - made.CreatedAt).ShouldBe(ApiToken.UsualLife);
        made.Starts.ShouldBe(made.Token![..12]);
        using var list = await ada.Http.GetAsync($"/api/projects/{project}/tokens");
        (await list.Content.ReadAsStringAsync()).ShouldNotContain(made.Token![12..]);
        await using var db = api.Db();
        (await db.ApiTokens.SingleAsync(token => token.Id == made.Id)).Hash.ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(made.Token!)));
    }

    [Fact]
    public async Task The_list_says_when_a_token_was_used_last()
    {
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        var (used, idle) = (await ada.TokenAsync(project), await ada.TokenAsync(project));
        await api.Machine(ada, used.Token).Http.GetAsync($"/api/projects/{project}").ShouldBeAsync(HttpStatusCode.OK);

        var tokens = (await ada.GetAsync<Page<ApiTokenResponse>>($"/api/projects/{project}/tokens"))!.Items;
        tokens.Select(token => token.Id).ShouldBe([idle.Id, used.Id]);
        tokens[0].LastUsedAt.ShouldBeNull();
        tokens[1].LastUsedAt.ShouldNotBeNull();
        tokens.ShouldAllBe(token => token.CreatedBy == ada.Email && token.Token == null);
    }

    [Fact]
    public async Task A_use_is_written_down_once_a_minute()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var own = await ApiFactory.StartAsync(api.Database, clock);
        var ada = await own.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        var token = await ada.TokenAsync(project);
        var machine = own.Machine(ada, token.Token);
        async Task<DateTimeOffset?> LastUseAsync()
        {
            await machine.Http.GetAsync($"/api/projects/{project}").ShouldBeAsync(HttpStatusCode.OK);
            await using var db = own.Db();
            return (await db.ApiTokens.AsNoTracking().SingleAsync(each => each.Id == token.Id)).LastUsedAt;
        }

        var first = await LastUseAsync();
        clock.Advance(TimeSpan.FromSeconds(50));
        (await LastUseAsync()).ShouldBe(first);
        clock.Advance(TimeSpan.FromSeconds(11));
        (await LastUseAsync())!.Value.ShouldBeGreaterThan(first!.Value);
    }

    [Fact]
    public async Task A_new_secret_ends_the_old_one_at_once_unless_both_are_to_count_for_a_while()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var own = await ApiFactory.StartAsync(api.Database, clock);
        var ada = await own.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        var first = await ada.TokenAsync(project);
        Task AskAsync(ApiTokenResponse token, HttpStatusCode status) => own.Machine(ada, token.Token).Http.GetAsync($"/api/projects/{project}").ShouldBeAsync(status);
        async Task<ApiTokenResponse> RotateAsync(object? body) => (await ada.SendAsync<ApiTokenResponse>(HttpMethod.Post, $"/api/projects/{project}/tokens/{first.Id}/rotate", body))!;

        var second = await RotateAsync(null);
        (second.Id, second.Name).ShouldBe((first.Id, first.Name));
        second.ExpiresAt.ShouldBe(first.ExpiresAt, TimeSpan.FromMilliseconds(1));
        second.FormerEndsAt.ShouldBeNull();
        await AskAsync(first, HttpStatusCode.Unauthorized);
        await AskAsync(second, HttpStatusCode.OK);

        var third = await RotateAsync(new { overlap = 3600, expiresAt = clock.GetUtcNow().AddDays(30) });
        third.FormerEndsAt.ShouldNotBeNull();
        await AskAsync(second, HttpStatusCode.OK);
        await AskAsync(third, HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromMinutes(61));
        await AskAsync(second, HttpStatusCode.Unauthorized);
        await AskAsync(third, HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromDays(30));
        await AskAsync(third, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"overlap":86401}""", "overlap")]
    [InlineData("""{"overlap":-1}""", "overlap")]
    [InlineData("""{"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task A_rotation_that_makes_no_sense_is_refused_with_the_field_named(string body, string field)
    {
        var ada = await api.UserAsync("Ada");
        var token = await ada.TokenAsync((await ada.ProjectAsync()).Id);

        await ada.PostAsync($"/api/projects/{token.ProjectId}/tokens/{token.Id}/rotate", body).ShouldNameAsync(field);
    }

    [Fact]
    public async Task Owners_revoke_every_token_but_only_its_maker_gets_a_new_secret()
    {
        var (ada, bob, eve) = (await api.UserAsync("Ada"), await api.UserAsync("Bob"), await api.UserAsync("Eve"));
        var project = (await ada.ProjectAsync()).Id;
        await ada.MakeMemberAsync(project, bob, "maintainer");
        await ada.MakeMemberAsync(project, eve, "maintainer");
        var path = $"/api/projects/{project}/tokens/{(await bob.TokenAsync(project)).Id}";

        await ada.PostAsync($"{path}/rotate").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await eve.SendAsync(HttpMethod.Delete, path).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await bob.PostAsync($"{path}/rotate").ShouldBeAsync(HttpStatusCode.OK);
        await ada.SendAsync(HttpMethod.Delete, path).ShouldBeAsync(HttpStatusCode.NoContent);
        await bob.PostAsync($"{path}/rotate").ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_token_of_one_project_is_not_found_by_way_of_another()
    {
        var ada = await api.UserAsync("Ada");
        var token = await ada.TokenAsync((await ada.ProjectAsync()).Id);
        var other = (await ada.ProjectAsync("Other")).Id;

        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{other}/tokens/{token.Id}").ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await ada.PostAsync($"/api/projects/{other}/tokens/{token.Id}/rotate").ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_project_has_fifty_tokens_at_most_and_one_of_each_name()
    {
        var ada = await api.UserAsync("Ada");
        var path = $"/api/projects/{(await ada.ProjectAsync()).Id}/tokens";
        for (var n = 0; n < ApiToken.MostPerProject - 1; n++)
            await ada.PostAsync(path, new { name = $"ci {n}", role = "viewer" }).ShouldBeAsync(HttpStatusCode.Created);

        await ada.PostAsync(path, new { name = "ci 0", role = "viewer" }).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await ada.PostAsync(path, new { name = "last", role = "viewer" }).ShouldBeAsync(HttpStatusCode.Created);
        await ada.PostAsync(path, new { name = "one more", role = "viewer" }).ShouldBeProblemAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_audit_log_names_the_token_with_which_something_was_done_or_tried_and_who_made_and_revoked_it()
    {
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        var token = await ada.TokenAsync(project, environments: ["staging"]);
        var machine = api.Machine(ada, token.Token);
        await ConfigUser.Of(machine, project).SetAsync("A", "1").ShouldBeAsync(HttpStatusCode.NoContent);
        await ConfigUser.Of(machine, project, "staging").TryRevealAsync("TOKEN").ShouldBeAsync(HttpStatusCode.Forbidden);
        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{project}/tokens/{token.Id}").ShouldBeAsync(HttpStatusCode.NoContent);

        var entries = (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit"))!.Items;
        entries.Select(entry => (entry.Action, entry.Outcome)).ShouldBe([
            ("token.revoke", AuditOutcome.Done), ("secret.reveal", AuditOutcome.Denied), ("config.change", AuditOutcome.Done), ("token.create", AuditOutcome.Done)]);
        entries.ShouldAllBe(entry => entry.Actor.Id == ada.Id);
        (entries[0].Target, entries[3].Target).ShouldBe((token.Name, token.Name));
        entries[1].Detail.GetProperty("token").GetString().ShouldBe(token.Name);
        entries[2].Detail.GetProperty("token").GetString().ShouldBe(token.Name);
        entries[2].Detail.GetProperty("version").GetInt32().ShouldBe(1);
        string.Concat(entries.Select(entry => entry.Detail.GetRawText())).ShouldNotContain(token.Token![12..]);
        (await ada.GetAsync<AuditVerification>($"/api/projects/{project}/audit/verify"))!.Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_has_idempotency_keys_of_its_own()
    {
        var ada = await api.UserAsync("Ada");
        var project = (await ada.ProjectAsync()).Id;
        var (one, other) = (await api.MachineAsync(ada, project), await api.MachineAsync(ada, project));
        var path = $"/api/projects/{project}/deployments";

        await ada.PostAsync(path, new { name = "a", environment = "staging" }, "k").ShouldBeAsync(HttpStatusCode.Created);
        await one.PostAsync(path, new { name = "b", environment = "staging" }, "k").ShouldBeAsync(HttpStatusCode.Created);
        await other.PostAsync(path, new { name = "c", environment = "staging" }, "k").ShouldBeAsync(HttpStatusCode.Created);
        using var again = await one.PostAsync(path, new { name = "b", environment = "staging" }, "k");
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.Contains("Idempotency-Replayed").ShouldBeTrue();
    }

    [Fact]
    public async Task Who_asks_with_a_token_is_told_its_name_and_is_no_operator()
    {
        var ada = await api.UserAsync("Ada");
        await using (var db = api.Db())
            await db.Database.ExecuteSqlAsync($"UPDATE users SET operator = true WHERE id = {ada.Id}");
        var token = await ada.TokenAsync((await ada.ProjectAsync()).Id);

        var me = (await api.Machine(ada, token.Token).GetAsync<UserResponse>("/api/auth/me"))!;
        (me.Id, me.TokenName).ShouldBe((ada.Id, token.Name));
        me.Operator.ShouldBe(false);
        (await ada.GetAsync<UserResponse>("/api/auth/me"))!.TokenName.ShouldBeNull();
    }
}
