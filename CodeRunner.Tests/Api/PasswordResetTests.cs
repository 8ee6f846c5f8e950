using System.Net;
using CodeRunner.Core.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

/// <summary>Passwords that are set with what an operator gave out.</summary>
public sealed class PasswordResetTests(ClockFixture fixture) : IClassFixture<ClockFixture>
{
    private const string Wanted = "an even longer one";

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_token_of_an_operators_sets_a_password_once_ends_all_sessions_and_opens_a_closed_account()
    {
        using var account = await Account.RegisterAsync(api);
        for (var attempt = 0; attempt < Guesses.OfPlace.Most; attempt++)
            await account.LoginAsync("a wrong password").ShouldBeAsync(HttpStatusCode.Unauthorized);
        var @operator = await api.OperatorAsync();
        var token = await @operator.ResetTokenAsync(account.Email);
        await account.RefreshesAsync(account.Tokens, HttpStatusCode.OK);

        await api.ResetAsync(token, Wanted).ShouldBeAsync(HttpStatusCode.NoContent);

        await account.Http.GetAsync("/api/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await account.LoginAsync(Wanted).ShouldBeAsync(HttpStatusCode.OK);
        await account.LoginAsync().ShouldBeAsync(HttpStatusCode.Unauthorized);
        await api.ResetAsync(token, "somebody else's one").ShouldNameAsync("token");
        await account.LoginAsync(Wanted).ShouldBeAsync(HttpStatusCode.OK);
        var entries = await @operator.PlatformAuditAsync("action=account.");
        entries.Single(entry => entry.Action == "account.password-reset" && entry.Target == $"user {account.Email}").Actor.Email.ShouldBe(@operator.Email);
        entries.Single(entry => entry.Action == "account.password" && entry.Actor.Email == account.Email).Detail.GetProperty("reset").GetBoolean().ShouldBeTrue();
        (await @operator.Http.GetStringAsync($"{PlatformAudit.Path}/export")).ShouldSatisfyAllConditions(all => all.ShouldNotContain(token), all => all.ShouldNotContain(Wanted));
    }

    [Fact]
    public async Task An_unknown_a_used_a_replaced_and_an_expired_token_get_the_same_answer()
    {
        using var account = await Account.RegisterAsync(api);
        var @operator = await api.OperatorAsync();
        var replaced = await @operator.ResetTokenAsync(account.Email);
        var used = await @operator.ResetTokenAsync(account.Email);
        await api.ResetAsync(used, Wanted).ShouldBeAsync(HttpStatusCode.NoContent);
        using var another = await Account.RegisterAsync(api);
        var expired = await @operator.ResetTokenAsync(another.Email);
        fixture.Clock.Advance(PasswordReset.Life + TimeSpan.FromSeconds(1));

        var answers = new List<string>();
        foreach (var token in new[] { "nobody's", new string('x', 5000), replaced, used, expired })
            answers.Add((await api.ResetAsync(token, "yet another password").ShouldBeProblemAsync(HttpStatusCode.BadRequest)).ToJsonString());

        answers.Distinct().ShouldHaveSingleItem().ShouldContain("ask an operator for a new one");
        await another.LoginAsync().ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_two_who_use_one_token_at_once_one_sets_the_password()
    {
        using var account = await Account.RegisterAsync(api);
        var token = await (await api.OperatorAsync()).ResetTokenAsync(account.Email);
        string[] wanted = ["the password of one", "that of another one"];

        var answers = await Task.WhenAll(wanted.Select(password => api.ResetAsync(token, password)));

        answers.Select(answer => answer.StatusCode).ShouldBe([HttpStatusCode.NoContent, HttpStatusCode.BadRequest], ignoreOrder: true);
        for (var one = 0; one < 2; one++)
            await account.LoginAsync(wanted[one]).ShouldBeAsync(answers[one].IsSuccessStatusCode ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Only_its_hash_is_kept_and_only_operators_in_person_make_one()
    {
        using var account = await Account.RegisterAsync(api);
        var eve = await api.UserAsync("Eve");
        await eve.PostAsync($"/api/system/accounts/{account.Email}/password-reset").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await using var db = api.Db();
        var id = await account.IdAsync();
        (await db.PasswordResets.AnyAsync(reset => reset.UserId == id)).ShouldBeFalse();

        var @operator = await api.OperatorAsync();
        var token = await @operator.ResetTokenAsync(account.Email);
        (await db.PasswordResets.SingleAsync(reset => reset.UserId == id)).Hash.ShouldBe(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));
        await @operator.PostAsync("/api/system/accounts/nobody@example.org/password-reset").ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_second_factor_goes_with_the_password_only_where_the_operator_said_so(bool asked)
    {
        using var account = await Account.RegisterAsync(api);
        var codes = await account.ProtectAsync(fixture.Clock.GetUtcNow());
        var token = await (await api.OperatorAsync()).ResetTokenAsync(account.Email, secondFactor: asked);

        await api.ResetAsync(token, Wanted).ShouldBeAsync(HttpStatusCode.NoContent);

        await account.LoginAsync(Wanted).ShouldBeAsync(asked ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        await account.LoginAsync(Wanted, codes[0]).ShouldBeAsync(HttpStatusCode.OK);
        await using var db = api.Db();
        var id = await account.IdAsync();
        (await db.SecondFactors.AnyAsync(factor => factor.UserId == id)).ShouldBe(!asked);
        (await db.RecoveryCodes.AnyAsync(code => code.UserId == id)).ShouldBe(!asked);
    }

    [Fact]
    public async Task Tries_are_limited_as_those_of_credentials_are()
    {
        await using var strict = await ApiFactory.StartAsync(settings: new Dictionary<string, string> { ["Access:CredentialsPerMinute"] = "2" });
        for (var n = 0; n < 2; n++)
            await strict.ResetAsync("nobody's", Wanted).ShouldBeAsync(HttpStatusCode.BadRequest);

        await strict.ResetAsync("nobody's", Wanted).ShouldBeAsync(HttpStatusCode.TooManyRequests);
    }
}
