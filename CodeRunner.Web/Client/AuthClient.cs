using System.Net.Http.Headers;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Client;

/// <summary>The API's sign-in routes. <c>address</c> is the person's, so that the API limits attempts by person and not by this service.</summary>
internal sealed class AuthClient(IHttpClientFactory clients)
{
    public const string ClientName = "auth";

    /// <summary>A refresh and its second try stay within the API's grace of 10 s; and nobody waits long to be signed out.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    /// <summary><paramref name="userAgent"/>: what the person's browser calls itself, by which people tell their sessions apart.</summary>
    public Task<ApiResult<TokenResponse>> LoginAsync(LoginRequest request, string? address, string? userAgent, CancellationToken ct) => SendAsync<TokenResponse>(
        () =>
        {
            var post = Post("/api/auth/login", request, address);
            // A header that is sent on has to be ASCII.
            post.Headers.TryAddWithoutValidation("User-Agent", string.Concat((userAgent ?? "").Select(letter => char.IsAscii(letter) && !char.IsControl(letter) ? letter : '?')));
            return post;
        },
        ct);

    public Task<ApiResult<UserResponse>> RegisterAsync(RegisterRequest request, string? address, CancellationToken ct) =>
        SendAsync<UserResponse>(() => Post("/api/auth/register", request, address), ct);

    /// <summary>Null when the password is set.</summary>
    public Task<ApiProblem?> ResetPasswordAsync(ResetPasswordRequest request, string? address, CancellationToken ct) =>
        HttpExchange.SendAsync(clients.CreateClient(ClientName), Post("/api/auth/reset-password", request, address), ct);

    /// <summary>Asked a second time when no answer came: the API gives a successor again for a few seconds, so a lost answer need not end a session.</summary>
    public async Task<ApiResult<TokenResponse>> RefreshAsync(string refreshToken, CancellationToken ct)
    {
        var first = await RefreshOnceAsync();
        return first.Problem is { Status: ApiProblem.Unreachable } ? await RefreshOnceAsync() : first;

        Task<ApiResult<TokenResponse>> RefreshOnceAsync() =>
            HttpExchange.ReadAsync<TokenResponse>(QuickClient(), Post("/api/auth/refresh", new RefreshRequest(refreshToken), null), ct);
    }

    public Task<ApiResult<UserResponse>> MeAsync(string accessToken, CancellationToken ct) =>
        SendAsync<UserResponse>(() => WithBearer(new HttpRequestMessage(HttpMethod.Get, "/api/auth/me"), accessToken), ct);

    public async Task LogoutAsync(Sessions.SessionTokens tokens, string? address, CancellationToken ct)
    {
        var request = WithBearer(Post("/api/auth/logout", new RefreshRequest(tokens.RefreshToken), address), tokens.AccessToken);
        await HttpExchange.SendAsync(QuickClient(), request, ct);
    }

    private HttpClient QuickClient()
    {
        var client = clients.CreateClient(ClientName);
        client.Timeout = Soon;
        return client;
    }

    private async Task<ApiResult<T>> SendAsync<T>(Func<HttpRequestMessage> request, CancellationToken ct)
        where T : class =>
        await HttpExchange.ReadAsync<T>(clients.CreateClient(ClientName), request(), ct);

    private static HttpRequestMessage Post(string path, object body, string? address)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, body.GetType(), options: Wire.Json) };
        if (address is not null)
            request.Headers.Add(Sessions.ClientAddress.Header, address);
        return request;
    }

    private static HttpRequestMessage WithBearer(HttpRequestMessage request, string token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
