using System.Net;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Core.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

/// <summary>Guessing is bounded, and nobody shuts out somebody else by it.</summary>
public sealed class LockoutTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Strangers = "203.0.113.7";
    private const string Home = "198.51.100.4";

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task Whoever_types_wrong_passwords_shuts_out_the_own_network_and_no_other()
    {
        var email = await LoggedIn.RegisterAsync(api);
        await GuessAsync(email, Strangers);

        await LoginAsync(email, Strangers).ShouldBeAsync(HttpStatusCode.TooManyRequests);
        await LoginAsync(email, "203.0.113.250").ShouldBeAsync(HttpStatusCode.TooManyRequests);
        await LoginAsync(email, "203.0.114.7").ShouldBeAsync(HttpStatusCode.OK);
        await LoginAsync(email, Home).ShouldBeAsync(HttpStatusCode.OK);
        await LoginAsync(email, Strangers).ShouldBeAsync(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Many_networks_together_meet_the_accounts_own_limit_and_a_browser_that_is_known_signs_in_all_the_same()
    {
        var email = await LoggedIn.RegisterAsync(api);
        var known = await KnownAsync(email);
        await LockAsync(email);

        await LoginAsync(email, Home).ShouldBeAsync(HttpStatusCode.TooManyRequests);
        await LoginAsync(email, Strangers, known).ShouldBeAsync(HttpStatusCode.OK);
        await LoginAsync(email, Home).ShouldBeAsync(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_browser_that_is_known_to_another_account_or_was_made_up_is_a_stranger()
    {
        var (email, eve) = (await LoggedIn.RegisterAsync(api), await LoggedIn.RegisterAsync(api));
        var theirs = await KnownAsync(eve);
        await LockAsync(email);
        using var ada = await LoggedIn.NewAsync(api);

        foreach (var browser in (string[])[theirs, "nonsense", new string('x', 5000), ada.Tokens.AccessToken, Forged(email)])
            await LoginAsync(email, Home, browser).ShouldBeAsync(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_browser_that_is_known_has_tries_of_its_own_and_its_token_lets_nobody_in()
    {
        var email = await LoggedIn.RegisterAsync(api);
        var known = await KnownAsync(email);
        await GuessAsync(email, Strangers, known);

        await LoginAsync(email, Strangers, known).ShouldBeAsync(HttpStatusCode.TooManyRequests);
        await LoginAsync(email, Strangers).ShouldBeAsync(HttpStatusCode.OK);
        using var http = api.Stranger();
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {known}");
        await http.GetAsync("/api/auth/me").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await http.PostAsJsonAsync("/api/auth/refresh", new RefreshRequest(known)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_account_that_does_not_exist_locks_as_one_that_does()
    {
        var (known, unknown) = (await LoggedIn.RegisterAsync(api), $"nobody.{Guid.NewGuid():n}@example.org");
        foreach (var email in (string[])[known, unknown])
        {
            await GuessAsync(email, Strangers);
            await LoginAsync(email, Strangers, password: "wrong").ShouldBeAsync(HttpStatusCode.TooManyRequests);
            await LoginAsync(email, Home, password: "wrong").ShouldBeAsync(HttpStatusCode.Unauthorized);
            await LockAsync(email, from: Guesses.OfPlace.Most + 1);
            await LoginAsync(email, Home, password: "wrong").ShouldBeAsync(HttpStatusCode.TooManyRequests);
        }
    }

    [Fact]
    public async Task Both_locks_are_written_down_with_what_they_hold_for_and_tries_are_forgotten_by_a_right_password()
    {
        var email = await LoggedIn.RegisterAsync(api);
        await LoginAsync(email, Home, password: "wrong").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await LoginAsync(email, Home).ShouldBeAsync(HttpStatusCode.OK);
        await using (var db = api.Db())
            (await db.SignInPlaces.AnyAsync(place => db.Users.Any(user => user.Id == place.UserId && user.Email == email))).ShouldBeFalse();
        await LockAsync(email, from: 1);

        var locks = await (await api.OperatorAsync()).PlatformAuditAsync($"actor={email}&action=session.lock");

        locks.Select(entry => entry.Detail.GetProperty("where").GetString()).ShouldContain("everywhere");
        locks.Select(entry => entry.Detail.GetProperty("where").GetString()).ShouldContain("10.1.1.0/24");
    }

    /// <summary>As many wrong passwords as lock a place.</summary>
    private async Task GuessAsync(string email, string address, string? browser = null)
    {
        for (var guess = 0; guess < Guesses.OfPlace.Most; guess++)
            await LoginAsync(email, address, browser, "wrong").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    /// <summary>As many wrong passwords as lock an account, each few from a network of their own; <paramref name="from"/>: how many there were.</summary>
    private async Task LockAsync(string email, int from = 0)
    {
        for (var guess = from; guess < Guesses.OfAccount.Most; guess++)
            await LoginAsync(email, $"10.1.{guess / Guesses.OfPlace.Most}.9", password: "wrong").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    private async Task<string> KnownAsync(string email)
    {
        using var answer = await LoginAsync(email, Home);
        return (await answer.Content.ReadFromJsonAsync<TokenResponse>(Wire.Json))!.Browser!;
    }

    private async Task<HttpResponseMessage> LoginAsync(string email, string address, string? browser = null, string password = LoggedIn.Password)
    {
        using var http = api.StrangerFrom(address);
        return await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, password, Browser: browser), Wire.Json);
    }

    private static string Forged(string email) => TokenForge.Sign(
        new Dictionary<string, object> { ["sub"] = email, ["jti"] = Guid.NewGuid(), ["iss"] = "coderunner", ["aud"] = "coderunner-browser", ["exp"] = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeSeconds() },
        key: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", type: "browser+jwt");
}
