using System.Net;
using System.Text;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace CodeRunner.Tests.Api;

/// <summary>Codes of time and recovery codes: the tests of the class run one after the other, and each moves the clock on.</summary>
public sealed class SecondFactorTests(ClockFixture fixture) : IClassFixture<ClockFixture>
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private readonly ApiFactory api = fixture.Api;

    private DateTimeOffset Now => fixture.Clock.GetUtcNow();

    /// <summary>Of RFC 6238, appendix B.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        new Totp(Encoding.ASCII.GetBytes("12345678901234567890")).ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime).ShouldBe(code);

    [Fact]
    public async Task Once_it_is_confirmed_signing_in_takes_a_code_and_the_other_sessions_have_ended()
    {
        using var account = await Account.RegisterAsync(api);
        var other = await account.OpenAsync();
        await account.BeginAsync();
        await account.LoginAsync().ShouldBeAsync(HttpStatusCode.OK);

        (await account.PostAsync<RecoveryCodesResponse>("/confirm", new CodeRequest(account.CodeAt(Now)))).Codes.Distinct().Count().ShouldBe(RecoveryCode.PerAccount);

        (await account.SecondFactorAsync()).ShouldBe(new SecondFactorResponse(true, (await account.SecondFactorAsync()).Since, RecoveryCode.PerAccount));
        await account.RefreshesAsync(other, HttpStatusCode.Unauthorized);
        await account.RefreshesAsync(account.Tokens, HttpStatusCode.OK);
        var asked = await account.LoginAsync().ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        asked["secondFactor"]!.GetValue<bool>().ShouldBeTrue();
        fixture.Clock.Advance(Step);
        await account.LoginAsync(code: account.CodeAt(Now)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_has_no_right_password_hears_nothing_of_a_second_factor()
    {
        using var account = await Account.RegisterAsync(api);
        using var plain = await Account.RegisterAsync(api);
        await account.ProtectAsync(Now);
        fixture.Clock.Advance(Step);

        var answers = new List<string>();
        foreach (var (asked, code) in new[] { (account, (string?)null), (account, account.CodeAt(Now)), (account, "000000"), (plain, null), (plain, "000000") })
            answers.Add((await asked.LoginAsync("a wrong password", code).ShouldBeProblemAsync(HttpStatusCode.Unauthorized)).ToJsonString());

        answers.Distinct().ShouldHaveSingleItem().ShouldNotContain("secondFactor");
        await account.LoginAsync(code: account.CodeAt(Now)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_counts_once_and_no_older_one_after_it()
    {
        using var account = await Account.RegisterAsync(api);
        await account.ProtectAsync(Now);
        await account.LoginAsync(code: account.CodeAt(Now)).ShouldBeAsync(HttpStatusCode.Unauthorized);

        fixture.Clock.Advance(Step * 2);
        var (older, code) = (account.CodeAt(Now - Step), account.CodeAt(Now));
        var atOnce = await Task.WhenAll(account.LoginAsync(code: code), account.LoginAsync(code: code));
        atOnce.Select(answer => answer.StatusCode).ShouldBe([HttpStatusCode.OK, HttpStatusCode.Unauthorized], ignoreOrder: true);
        await account.LoginAsync(code: older).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(-2, false)]
    [InlineData(2, false)]
    public async Task A_clock_may_be_wrong_by_one_step(int steps, bool taken)
    {
        using var account = await Account.RegisterAsync(api);
        await account.ProtectAsync(Now);
        fixture.Clock.Advance(Step * 5);

        await account.LoginAsync(code: account.CodeAt(Now + (Step * steps))).ShouldBeAsync(taken ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Wrong_codes_close_the_account_and_a_right_password_between_them_changes_nothing()
    {
        using var account = await Account.RegisterAsync(api);
        await account.ProtectAsync(Now);
        fixture.Clock.Advance(Step);
        for (var attempt = 0; attempt < Guesses.OfPlace.Most; attempt++)
        {
            await account.LoginAsync().ShouldBeAsync(HttpStatusCode.Unauthorized);
            var wrong = await account.LoginAsync(code: attempt % 2 == 0 ? "12345x" : "no such recovery code").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
            wrong["secondFactor"]!.GetValue<bool>().ShouldBeTrue();
        }

        await account.LoginAsync(code: account.CodeAt(Now)).ShouldBeAsync(HttpStatusCode.TooManyRequests);
        var entries = await (await api.OperatorAsync()).PlatformAuditAsync($"actor={account.Email}&action=session.");
        entries.ShouldContain(entry => entry.Outcome == AuditOutcome.Denied && entry.Detail.GetRawText() == """{"reason":"code"}""");
        entries.ShouldContain(entry => entry.Action == "session.lock");
    }

    [Fact]
    public async Task A_recovery_code_counts_once_however_it_is_typed_also_when_two_use_it_at_once()
    {
        using var account = await Account.RegisterAsync(api);
        var codes = await account.ProtectAsync(Now);

        var atOnce = await Task.WhenAll(account.LoginAsync(code: codes[0]), account.LoginAsync(code: codes[0].ToUpperInvariant().Replace('-', ' ')));
        atOnce.Select(answer => answer.StatusCode).ShouldBe([HttpStatusCode.OK, HttpStatusCode.Unauthorized], ignoreOrder: true);
        await account.LoginAsync(code: codes[1]).ShouldBeAsync(HttpStatusCode.OK);

        (await account.SecondFactorAsync()).RecoveryCodes.ShouldBe(RecoveryCode.PerAccount - 2);
    }

    [Fact]
    public async Task Nobody_comes_in_with_the_codes_of_another_account()
    {
        using var ada = await Account.RegisterAsync(api);
        using var eve = await Account.RegisterAsync(api);
        await ada.ProtectAsync(Now);
        var codes = await eve.ProtectAsync(Now);
        fixture.Clock.Advance(Step);

        await ada.LoginAsync(code: codes[0]).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await ada.LoginAsync(code: eve.CodeAt(Now)).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await using var db = api.Db();
        var (adas, eves) = (await ada.IdAsync(), await eve.IdAsync());
        await db.Database.ExecuteSqlAsync($"UPDATE second_factors mine SET envelope = hers.envelope FROM second_factors hers WHERE mine.user_id = {adas} AND hers.user_id = {eves}");
        await ada.LoginAsync(code: eve.CodeAt(Now)).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task New_recovery_codes_take_the_place_of_the_old_ones()
    {
        using var account = await Account.RegisterAsync(api);
        var old = await account.ProtectAsync(Now);
        fixture.Clock.Advance(Step);
        await account.PostAsync("/recovery-codes", new PasswordAndCodeRequest("a wrong password", account.CodeAt(Now))).ShouldNameAsync("password");
        await account.PostAsync("/recovery-codes", new PasswordAndCodeRequest(account.Password, "000000")).ShouldNameAsync("code");

        var made = await account.PostAsync<RecoveryCodesResponse>("/recovery-codes", new PasswordAndCodeRequest(account.Password, account.CodeAt(Now)));

        made.Codes.Count.ShouldBe(RecoveryCode.PerAccount);
        await account.LoginAsync(code: old[0]).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await account.LoginAsync(code: made.Codes[0]).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Switching_it_off_takes_the_password_and_a_code_and_ends_the_other_sessions()
    {
        using var account = await Account.RegisterAsync(api);
        await account.ProtectAsync(Now);
        fixture.Clock.Advance(Step);
        var code = account.CodeAt(Now);
        await account.PostAsync("/off", new PasswordAndCodeRequest("a wrong password", code)).ShouldNameAsync("password");
        await account.PostAsync("/off", new PasswordAndCodeRequest(account.Password, "000000")).ShouldNameAsync("code");
        await account.PostAsync("/off", new PasswordAndCodeRequest(account.Password, "")).ShouldNameAsync("code");

        await account.PostAsync("/off", new PasswordAndCodeRequest(account.Password, code)).ShouldBeAsync(HttpStatusCode.NoContent);

        (await account.SecondFactorAsync()).ShouldBe(new SecondFactorResponse(false, null, 0));
        await account.LoginAsync().ShouldBeAsync(HttpStatusCode.OK);
        await account.PostAsync("/off", new PasswordAndCodeRequest(account.Password, code)).ShouldBeProblemAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Switching_it_on_takes_the_password_and_one_that_is_on_is_not_replaced()
    {
        using var account = await Account.RegisterAsync(api);
        await account.PostAsync("", new PasswordRequest("a wrong password")).ShouldNameAsync("password");
        await account.PostAsync("/confirm", new CodeRequest("123456")).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await account.BeginAsync();
        await account.PostAsync("/confirm", new CodeRequest("x")).ShouldNameAsync("code");
        await account.LoginAsync().ShouldBeAsync(HttpStatusCode.OK);

        await account.PostAsync<RecoveryCodesResponse>("/confirm", new CodeRequest(account.CodeAt(Now)));

        await account.PostAsync("", new PasswordRequest(account.Password)).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        await account.PostAsync("/confirm", new CodeRequest(account.CodeAt(Now))).ShouldBeProblemAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_secret_is_sealed_recovery_codes_are_hashed_and_neither_is_in_the_log_or_kept_for_a_key()
    {
        using var account = await Account.RegisterAsync(api);
        account.Http.DefaultRequestHeaders.Add("Idempotency-Key", "k");
        var codes = await account.ProtectAsync(Now);
        await account.LoginAsync(code: codes[0]).ShouldBeAsync(HttpStatusCode.OK);
        await account.LoginAsync(code: "123456").ShouldBeAsync(HttpStatusCode.Unauthorized);

        await using var db = api.Db();
        var id = await account.IdAsync();
        var factor = await db.SecondFactors.SingleAsync(each => each.UserId == id);
        Encoding.UTF8.GetString(factor.Envelope).ShouldNotContain(account.Secret);
        Encoding.Latin1.GetString(factor.Envelope).ShouldNotContain(Encoding.Latin1.GetString(Base32Encoding.ToBytes(account.Secret)));
        (await db.RecoveryCodes.Where(code => code.UserId == id).Select(code => code.Hash.Length).ToListAsync()).ShouldBe([.. Enumerable.Repeat(32, 9)]);
        (await db.IdempotentAnswers.AnyAsync(answer => answer.UserId == id)).ShouldBeFalse();
        (await (await api.OperatorAsync()).Http.GetStringAsync($"{PlatformAudit.Path}/export"))
            .ShouldSatisfyAllConditions(all => all.ShouldNotContain(account.Secret), all => all.ShouldNotContain(codes[0]), all => all.ShouldNotContain("123456"));
    }
}
