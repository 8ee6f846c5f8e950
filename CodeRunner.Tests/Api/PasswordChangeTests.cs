using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class PasswordChangeTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Wanted = "an even longer one";

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_new_password_counts_at_once_the_old_one_no_more_and_only_the_own_session_goes_on()
    {
        using var account = await Account.RegisterAsync(api);
        var other = await account.OpenAsync();

        await account.ChangeAsync(account.Password, Wanted).ShouldBeAsync(HttpStatusCode.NoContent);

        await account.LoginAsync().ShouldBeAsync(HttpStatusCode.Unauthorized);
        await account.LoginAsync(Wanted).ShouldBeAsync(HttpStatusCode.OK);
        await account.Http.GetAsync("/api/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        await AskAsync(other, HttpStatusCode.Unauthorized);
        await account.RefreshesAsync(other, HttpStatusCode.Unauthorized);
        await account.RefreshesAsync(account.Tokens, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Sessions_of_other_accounts_go_on()
    {
        using var ada = await Account.RegisterAsync(api);
        using var eve = await Account.RegisterAsync(api);

        await ada.ChangeAsync(ada.Password, Wanted).ShouldBeAsync(HttpStatusCode.NoContent);

        await eve.RefreshesAsync(eve.Tokens, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_that_is_refreshed_in_the_same_moment_ends_nonetheless()
    {
        using var account = await Account.RegisterAsync(api);
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => account.OpenAsync()));
        using var stranger = api.Stranger();

        var refreshing = others.Select(other => stranger.PostAsJsonAsync("/api/auth/refresh", new RefreshRequest(other.RefreshToken))).ToList();
        await account.ChangeAsync(account.Password, Wanted).ShouldBeAsync(HttpStatusCode.NoContent);

        foreach (var answer in await Task.WhenAll(refreshing))
        {
            if (answer.IsSuccessStatusCode)
                await account.RefreshesAsync((await answer.Content.ReadFromJsonAsync<TokenResponse>())!, HttpStatusCode.Unauthorized);
        }
        await using var db = api.Db();
        var id = await account.IdAsync();
        (await db.Sessions.CountAsync(session => session.UserId == id && session.EndedAt == null)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_changes_and_sign_ins_at_once_none_leaves_the_old_password_behind()
    {
        using var account = await Account.RegisterAsync(api);
        // An old hash is made anew at a sign-in: it must not be of the password that has just gone.
        await using (var db = api.Db())
        {
            var weak = new Microsoft.AspNetCore.Identity.PasswordHasher<User>(Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 1000 }));
            await db.Users.Where(user => user.Email == account.Email).ExecuteUpdateAsync(user => user.SetProperty(one => one.PasswordHash, weak.HashPassword(null!, account.Password)));
        }

        var changing = account.ChangeAsync(account.Password, Wanted);
        var logins = Enumerable.Range(0, 4).Select(_ => account.LoginAsync()).ToList();
        await changing.ShouldBeAsync(HttpStatusCode.NoContent);
        await Task.WhenAll(logins);

        await account.LoginAsync().ShouldBeAsync(HttpStatusCode.Unauthorized);
        await account.LoginAsync(Wanted).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_wrong_current_password_is_named_counts_to_the_lock_and_is_written_down()
    {
        using var account = await Account.RegisterAsync(api);
        for (var attempt = 0; attempt < Guesses.OfPlace.Most; attempt++)
            await account.ChangeAsync("not my password", Wanted).ShouldNameAsync("currentPassword");

        await account.ChangeAsync(account.Password, Wanted).ShouldBeAsync(HttpStatusCode.TooManyRequests);
        await account.LoginAsync().ShouldBeAsync(HttpStatusCode.TooManyRequests);
        await account.Http.GetAsync("/api/auth/me").ShouldBeAsync(HttpStatusCode.OK);

        var entries = await (await api.OperatorAsync()).PlatformAuditAsync($"actor={account.Email}");
        entries.ShouldContain(entry => entry.Action == "account.password" && entry.Outcome == AuditOutcome.Denied && entry.Detail.GetRawText() == """{"reason":"password"}""");
        entries.ShouldContain(entry => entry.Action == "session.lock");
    }

    [Fact]
    public async Task Wrong_passwords_are_counted_together_with_those_of_logins()
    {
        using var account = await Account.RegisterAsync(api);
        for (var attempt = 0; attempt < Guesses.OfPlace.Most - 1; attempt++)
            await account.LoginAsync("a wrong password").ShouldBeAsync(HttpStatusCode.Unauthorized);

        await account.ChangeAsync("not my password", Wanted).ShouldNameAsync("currentPassword");

        await account.LoginAsync().ShouldBeAsync(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_change_is_written_down_and_no_password_is_in_the_log_or_kept_for_an_Idempotency_Key()
    {
        using var account = await Account.RegisterAsync(api);
        account.Http.DefaultRequestHeaders.Add("Idempotency-Key", "k");
        await account.ChangeAsync("not my password", Wanted).ShouldNameAsync("currentPassword");
        await account.OpenAsync();
        await account.ChangeAsync(account.Password, Wanted).ShouldBeAsync(HttpStatusCode.NoContent);

        var @operator = await api.OperatorAsync();
        var entry = (await @operator.PlatformAuditAsync($"actor={account.Email}&action=account.password")).Single(each => each.Outcome == AuditOutcome.Done);
        (entry.Target, entry.Detail.GetProperty("sessionsEnded").GetInt32()).ShouldBe((account.Email, 1));
        (await @operator.Http.GetStringAsync($"{PlatformAudit.Path}/export"))
            .ShouldSatisfyAllConditions(all => all.ShouldNotContain(Wanted), all => all.ShouldNotContain("not my password"), all => all.ShouldNotContain(Account.FirstPassword));
        await using var db = api.Db();
        var id = await account.IdAsync();
        (await db.IdempotentAnswers.AnyAsync(answer => answer.UserId == id)).ShouldBeFalse();
    }

    [Fact]
    public void What_holds_a_password_does_not_print_it()
    {
        object[] holders =
        [
            new ChangePasswordRequest("s3cret", "s3cret"), new ResetPasswordRequest("s3cret", "s3cret"), new PasswordResetResponse("s3cret", default), new PasswordRequest("s3cret"),
            new PasswordAndCodeRequest("s3cret", "s3cret"), new CodeRequest("s3cret"), new SecondFactorSecretResponse("s3cret", "s3cret"), new RecoveryCodesResponse(["s3cret"]), new LoginRequest("a", "s3cret", "s3cret"),
        ];
        holders.Select(each => each.ToString()!).ShouldAllBe(text => !text.Contains("s3cret"));
    }

    private async Task AskAsync(TokenResponse tokens, HttpStatusCode expected)
    {
        using var http = api.Stranger();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        await http.GetAsync("/api/auth/me").ShouldBeAsync(expected);
    }
}
