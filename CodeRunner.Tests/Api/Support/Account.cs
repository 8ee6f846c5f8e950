using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace CodeRunner.Tests.Api.Support;

/// <summary>A person who registered with a password, as one program of theirs sees the account.</summary>
internal sealed class Account : IDisposable
{
    public const string FirstPassword = "a long password";

    private readonly ApiFactory api;

    private Account(ApiFactory api, string email) => (this.api, Email) = (api, email);

    public string Email { get; }

    public string Password { get; set; } = FirstPassword;

    public TokenResponse Tokens { get; private set; } = null!;

    /// <summary>Signed in.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The secret of the second factor, once that was begun.</summary>
    public string Secret { get; private set; } = "";

    public static async Task<Account> RegisterAsync(ApiFactory api)
    {
        var account = new Account(api, $"ada.{Guid.NewGuid():n}@example.org");
        using var stranger = api.Stranger();
        await stranger.PostAsJsonAsync("/api/auth/register", new RegisterRequest(account.Email, FirstPassword, "Ada")).ShouldBeAsync(HttpStatusCode.Created);
        await account.SignInAsync();
        return account;
    }

    public async Task<HttpResponseMessage> LoginAsync(string? password = null, string? code = null)
    {
        using var stranger = api.Stranger();
        return await stranger.PostAsJsonAsync("/api/auth/login", new LoginRequest(Email, password ?? Password, code));
    }

    /// <summary>In a session of its own, which becomes this one's.</summary>
    public async Task<TokenResponse> SignInAsync(string? code = null)
    {
        Tokens = await OpenAsync(code);
        Http?.Dispose();
        Http = new HttpClient { BaseAddress = api.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Tokens.AccessToken) } };
        return Tokens;
    }

    /// <summary>A session somewhere else.</summary>
    public async Task<TokenResponse> OpenAsync(string? code = null)
    {
        using var answer = await LoginAsync(code: code);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<TokenResponse>())!;
    }

    public Task<HttpResponseMessage> ChangeAsync(string current, string wanted) => Http.PutAsJsonAsync("/api/auth/me/password", new ChangePasswordRequest(current, wanted));

    public Task<HttpResponseMessage> PostAsync(string step, object body) => Http.PostAsJsonAsync($"/api/auth/me/second-factor{step}", body);

    public async Task<T> PostAsync<T>(string step, object body)
    {
        using var answer = await PostAsync(step, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>(Wire.Json))!;
    }

    public async Task<SecondFactorResponse> SecondFactorAsync() => (await Http.GetFromJsonAsync<SecondFactorResponse>("/api/auth/me/second-factor", Wire.Json))!;

    public async Task BeginAsync() => Secret = (await PostAsync<SecondFactorSecretResponse>("", new PasswordRequest(Password))).Secret;

    /// <summary>Switches the second factor on; the recovery codes.</summary>
    public async Task<IReadOnlyList<string>> ProtectAsync(DateTimeOffset now)
    {
        await BeginAsync();
        return (await PostAsync<RecoveryCodesResponse>("/confirm", new CodeRequest(CodeAt(now)))).Codes;
    }

    public string CodeAt(DateTimeOffset time) => new Totp(Base32Encoding.ToBytes(Secret)).ComputeTotp(time.UtcDateTime);

    /// <summary>Whether the session of a refresh token lasts.</summary>
    public async Task RefreshesAsync(TokenResponse tokens, HttpStatusCode expected)
    {
        using var stranger = api.Stranger();
        await stranger.PostAsJsonAsync("/api/auth/refresh", new RefreshRequest(tokens.RefreshToken)).ShouldBeAsync(expected);
    }

    public async Task<Guid> IdAsync()
    {
        await using var db = api.Db();
        return await db.Users.Where(user => user.Email == Email).Select(user => user.Id).SingleAsync();
    }

    public void Dispose() => Http.Dispose();
}
