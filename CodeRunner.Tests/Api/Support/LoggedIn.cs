using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;

namespace CodeRunner.Tests.Api.Support;

/// <summary>Somebody who really signs in, with a password, and refreshes as a program does.</summary>
internal sealed class LoggedIn(ApiFactory api, string email, TokenResponse tokens) : IDisposable
{
    public const string Password = "a long password";

    public string Email { get; } = email;

    public TokenResponse Tokens { get; private set; } = tokens;

    public HttpClient Http { get; } = new()
    {
        BaseAddress = api.Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken) },
    };

    public static async Task<LoggedIn> NewAsync(ApiFactory api)
    {
        var email = await RegisterAsync(api);
        return await AgainAsync(api, email);
    }

    public static async Task<string> RegisterAsync(ApiFactory api)
    {
        var email = $"ada.{Guid.NewGuid():n}@example.org";
        using var http = api.Stranger();
        await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, Password, "Ada")).ShouldBeAsync(HttpStatusCode.Created);
        return email;
    }

    /// <summary>In a new session of an account that is there.</summary>
    public static async Task<LoggedIn> AgainAsync(ApiFactory api, string email, string? userAgent = null)
    {
        using var answer = await TryAsync(api, email, Password, userAgent);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return new LoggedIn(api, email, (await answer.Content.ReadFromJsonAsync<TokenResponse>(Wire.Json))!);
    }

    public static async Task<HttpResponseMessage> TryAsync(ApiFactory api, string email, string password, string? userAgent = null, string? address = null)
    {
        using var http = address is null ? api.Stranger() : api.StrangerFrom(address);
        if (userAgent is not null)
            http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        return await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, password));
    }

    public Task<LoggedIn> AgainAsync(string? userAgent = null) => AgainAsync(api, Email, userAgent);

    /// <summary>The session, as its user sees it.</summary>
    public async Task<SessionResponse> SessionAsync() => (await SessionsAsync()).Single(session => session.Current);

    public async Task<IReadOnlyList<SessionResponse>> SessionsAsync() => (await Http.GetFromJsonAsync<Page<SessionResponse>>("/api/auth/me/sessions?limit=200", Wire.Json))!.Items;

    public Task<HttpResponseMessage> EndAsync(Guid session) => Http.DeleteAsync($"/api/auth/me/sessions/{session}");

    public Task<HttpResponseMessage> TryRefreshAsync() => Http.PostAsJsonAsync("/api/auth/refresh", new RefreshRequest(Tokens.RefreshToken));

    public async Task RefreshAsync()
    {
        using var answer = await TryRefreshAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        Take((await answer.Content.ReadFromJsonAsync<TokenResponse>(Wire.Json))!);
    }

    public void Take(TokenResponse tokens)
    {
        Tokens = tokens;
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
    }

    public Task SignOutAsync() => Http.PostAsJsonAsync("/api/auth/logout", new RefreshRequest(Tokens.RefreshToken)).ShouldBeAsync(HttpStatusCode.NoContent);

    /// <summary>Neither of its tokens counts; <paramref name="why"/> is what the refresh token's holder is told.</summary>
    public async Task ShouldBeOverAsync(string why)
    {
        await Http.GetAsync("/api/auth/me").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        var problem = await TryRefreshAsync().ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        problem["reason"]?.GetValue<string>().ShouldBe(why);
    }

    public Task ShouldLastAsync() => Http.GetAsync("/api/auth/me").ShouldBeAsync(HttpStatusCode.OK);

    public void Dispose() => Http.Dispose();
}
