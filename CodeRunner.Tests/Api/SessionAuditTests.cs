using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CodeRunner.Api.Access;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core.Access;
using CodeRunner.Core.Audit;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Api;

/// <summary>What the platform's own audit log has of accounts and sessions.</summary>
public sealed class SessionAuditTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Password = "a long password";
    private const string Home = "203.0.113.7";

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task An_account_its_sign_ins_good_and_bad_and_its_sign_out_are_written_down_with_where_from()
    {
        using var http = api.StrangerFrom(Home);
        var email = await RegisterAsync(http);
        await LoginAsync(http, email, "a wrong password").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        var tokens = await SignInAsync(http, email);
        for (var n = 0; n < 2; n++)
            await http.PostAsJsonAsync("/api/auth/logout", new RefreshRequest(tokens.RefreshToken)).ShouldBeAsync(HttpStatusCode.NoContent);

        var entries = await OfAsync(email);
        entries.Select(entry => (entry.Action, entry.Outcome)).ShouldBe([
            ("account.create", AuditOutcome.Done), ("session.start", AuditOutcome.Denied), ("session.start", AuditOutcome.Done), ("session.end", AuditOutcome.Done)]);
        entries.ShouldAllBe(entry => entry.Ip == Home && entry.Actor.Email == email && entry.Actor.Id != null);
        entries[1].Detail.GetRawText().ShouldBe("""{"reason":"password"}""");
        entries[3].Target.ShouldBe(entries[2].Target, "the session that ends is the one that began");
        (await EverythingAsync()).ShouldSatisfyAllConditions(all => all.ShouldNotContain(Password), all => all.ShouldNotContain("a wrong password"), all => all.ShouldNotContain(tokens.RefreshToken));
    }

    [Fact]
    public async Task An_account_that_closes_after_wrong_passwords_is_written_down_and_who_tries_meanwhile()
    {
        using var http = api.StrangerFrom(Home);
        var email = await RegisterAsync(http);
        for (var attempt = 0; attempt < Guesses.OfPlace.Most; attempt++)
            await LoginAsync(http, email, "a wrong password").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await LoginAsync(http, email, Password).ShouldBeAsync(HttpStatusCode.TooManyRequests);

        var entries = (await OfAsync(email)).Skip(1).ToList();
        entries.Select(entry => (entry.Action, entry.Outcome)).ShouldBe([
            ("session.start", AuditOutcome.Denied), ("session.lock", AuditOutcome.Done), ("session.start", AuditOutcome.Denied)]);
        entries[1].Detail.GetProperty("failures").GetInt32().ShouldBe(Guesses.OfPlace.Most);
        entries[2].Detail.GetRawText().ShouldBe("""{"reason":"locked"}""");
    }

    [Theory]
    [InlineData("my secret passphrase 42", "198.51.100.1")]
    [InlineData("Tr0ub4dor-3@example.org", "198.51.100.2")]
    public async Task What_was_typed_as_an_address_that_nobody_has_is_stored_nowhere(string typed, string address)
    {
        using var http = api.StrangerFrom(address);
        for (var n = 0; n < 2; n++)
            await LoginAsync(http, typed, "x").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);

        var denied = (await (await api.OperatorAsync()).PlatformAuditAsync("actor=stranger")).Where(entry => entry.Ip == address).ToList();
        denied.ShouldHaveSingleItem("what is the same is one entry in a minute");
        (denied[0].Actor.Id, denied[0].Action, denied[0].Outcome).ShouldBe((null, "session.start", AuditOutcome.Denied));
        (await EverythingAsync()).ShouldNotContain(typed);
    }

    [Fact]
    public async Task Who_registers_an_address_that_is_taken_is_written_down_as_a_stranger()
    {
        using var http = api.StrangerFrom(Home);
        var email = await RegisterAsync(http);
        await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, Password, "Eve")).ShouldBeProblemAsync(HttpStatusCode.Conflict);

        var denied = (await (await api.OperatorAsync()).PlatformAuditAsync("action=account.create&actor=stranger")).Single(entry => entry.Target == email);
        denied.Outcome.ShouldBe(AuditOutcome.Denied);
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_twice_is_written_down_once_as_the_end_of_its_session()
    {
        using var http = api.StrangerFrom(Home);
        var email = await RegisterAsync(http);
        var first = (await SignInAsync(http, email)).RefreshToken;
        var second = (await RefreshAsync(http, first, HttpStatusCode.OK))!.RefreshToken;
        await RefreshAsync(http, second, HttpStatusCode.OK);
        for (var n = 0; n < 3; n++)
            await RefreshAsync(http, first, HttpStatusCode.Unauthorized);

        var entries = await OfAsync(email);
        entries.Select(entry => entry.Action).ShouldBe(["account.create", "session.start", "session.reuse"]);
        (entries[2].Outcome, entries[2].Target, entries[2].Ip).ShouldBe((AuditOutcome.Denied, entries[1].Target, Home));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_tries_from_many_addresses_does_not_fill_the_log(bool known)
    {
        await using var own = await ApiFactory.StartAsync();
        using var http = own.StrangerFrom(Home);
        var email = known ? await RegisterAsync(http) : NewEmail();
        // A closed account costs no hash: this is as quick as anybody can be.
        for (var attempt = 0; attempt < Guesses.OfPlace.Most; attempt++)
            await LoginAsync(http, email, "a wrong password").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async n =>
        {
            using var from = own.StrangerFrom($"203.0.113.{n}");
            await LoginAsync(from, email, "a wrong password").ShouldBeAsync(HttpStatusCode.TooManyRequests);
        }));

        var operators = await own.OperatorAsync();
        var denied = (await operators.PlatformAuditAsync()).Where(entry => entry.Outcome == AuditOutcome.Denied).ToList();
        denied.Count.ShouldBe(AuditRepeats.MostDenials);
        denied[^1].Detail.GetRawText().ShouldBe("""{"more":true}""");
        (await operators.VerifyPlatformAsync()).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task Fifty_who_sign_in_at_once_all_succeed_and_are_all_in_the_chain()
    {
        const int people = 50;
        var hash = await api.Services.GetRequiredService<Passwords>().HashAsync(Password, default);
        var users = Enumerable.Range(0, people).Select(_ => new User(NewEmail(), "Ada", hash, isOperator: false, DateTimeOffset.UtcNow)).ToList();
        await using (var db = api.Db())
        {
            db.Users.AddRange(users);
            await db.SaveChangesAsync();
        }
        using var http = api.StrangerFrom(Home);

        await Task.WhenAll(users.Select(user => SignInAsync(http, user.Email)));

        var operators = await api.OperatorAsync();
        var entries = await operators.PlatformAuditAsync("action=session.start");
        users.Select(user => (Guid?)user.Id).ShouldBeSubsetOf(entries.Where(entry => entry.Outcome == AuditOutcome.Done).Select(entry => entry.Actor.Id));
        (await operators.VerifyPlatformAsync()).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task A_sign_in_that_can_not_be_written_down_gives_no_tokens()
    {
        await using var own = await ApiFactory.StartAsync();
        using var http = own.StrangerFrom(Home);
        var email = await RegisterAsync(http);
        await using var db = own.Db();
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE audit_entries ADD CONSTRAINT full_disk CHECK (seq < 2)");

        await LoginAsync(http, email, Password).ShouldBeAsync(HttpStatusCode.InternalServerError);

        (await db.RefreshTokens.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task People_see_the_sign_ins_of_their_own_account_page_by_page_and_nobody_elses()
    {
        using var http = api.StrangerFrom(Home);
        var (ada, eve) = (await RegisterAsync(http), await RegisterAsync(http));
        await LoginAsync(http, ada, "a wrong password").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await SignInAsync(http, eve);
        var tokens = await SignInAsync(http, ada);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);

        var first = (await http.GetFromJsonAsync<Page<SignInResponse>>("/api/auth/me/sign-ins?limit=1", Wire.Json))!;
        var second = (await http.GetFromJsonAsync<Page<SignInResponse>>($"/api/auth/me/sign-ins?limit=1&after={first.Next}", Wire.Json))!;

        first.Items.ShouldHaveSingleItem().ShouldSatisfyAllConditions(it => it.Action.ShouldBe("session.start"), it => it.Outcome.ShouldBe(AuditOutcome.Done), it => it.Ip.ShouldBe(Home));
        second.Items.ShouldHaveSingleItem().Outcome.ShouldBe(AuditOutcome.Denied);
        second.Next.ShouldBeNull();
        await http.GetAsync("/api/auth/me/sign-ins?after=nonsense").ShouldNameAsync("after");
    }

    [Fact]
    public async Task Tokens_are_kept_for_no_Idempotency_Key()
    {
        using var http = api.StrangerFrom(Home);
        var email = await RegisterAsync(http);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await SignInAsync(http, email)).AccessToken);
        http.DefaultRequestHeaders.Add("Idempotency-Key", "k");

        (await SignInAsync(http, email)).RefreshToken.ShouldNotBe((await SignInAsync(http, email)).RefreshToken);

        await using var db = api.Db();
        (await db.IdempotentAnswers.AnyAsync(answer => db.Users.Any(user => user.Id == answer.UserId && user.Email == email))).ShouldBeFalse();
    }

    /// <summary>What is written down of an account, oldest first.</summary>
    private async Task<IReadOnlyList<AuditEntryResponse>> OfAsync(string email) => await (await api.OperatorAsync()).PlatformAuditAsync($"actor={email}");

    /// <summary>The whole log, as it is exported.</summary>
    private async Task<string> EverythingAsync() => await (await api.OperatorAsync()).Http.GetStringAsync($"{PlatformAudit.Path}/export");

    private static string NewEmail() => $"ada.{Guid.NewGuid():n}@example.org";

    private static async Task<string> RegisterAsync(HttpClient http)
    {
        var email = NewEmail();
        await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, Password, "Ada")).ShouldBeAsync(HttpStatusCode.Created);
        return email;
    }

    private static Task<HttpResponseMessage> LoginAsync(HttpClient http, string email, string password) => http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, password));

    private static async Task<TokenResponse> SignInAsync(HttpClient http, string email)
    {
        using var answer = await LoginAsync(http, email, Password);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<TokenResponse>())!;
    }

    private static async Task<TokenResponse?> RefreshAsync(HttpClient http, string token, HttpStatusCode status)
    {
        using var answer = await http.PostAsJsonAsync("/api/auth/refresh", new RefreshRequest(token));
        answer.StatusCode.ShouldBe(status);
        return status == HttpStatusCode.OK ? await answer.Content.ReadFromJsonAsync<TokenResponse>() : null;
    }
}
