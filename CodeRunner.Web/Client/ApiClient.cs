using System.Net.Http.Headers;
using CodeRunner.Contracts;
using CodeRunner.Web.Sessions;
using Microsoft.AspNetCore.Components.Authorization;

namespace CodeRunner.Web.Client;

/// <summary>
/// The API as this person may use it. Answers are values: <see cref="ApiResult{T}"/>, or a nullable <see cref="ApiProblem"/> where there is nothing to read. Each
/// feature's routes are in a file of their own.
/// </summary>
public sealed partial class ApiClient
{
    private readonly HttpClient http;
    private readonly AuthenticationStateProvider authentication;
    private readonly TokenSource tokens;

    internal ApiClient(HttpClient http, AuthenticationStateProvider authentication, TokenSource tokens)
    {
        this.http = http;
        this.authentication = authentication;
        this.tokens = tokens;
    }

    private Task<ApiResult<T>> GetAsync<T>(string path, CancellationToken ct)
        where T : class => ReadAsync<T>(HttpMethod.Get, path, null, ct);

    private async Task<ApiResult<T>> ReadAsync<T>(HttpMethod method, string path, object? body, CancellationToken ct)
        where T : class
    {
        var (request, problem) = await RequestAsync(method, path, body, ct);
        return problem is not null ? problem : await HttpExchange.ReadAsync<T>(http, request!, ct);
    }

    private async Task<ApiProblem?> SendAsync(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        var (request, problem) = await RequestAsync(method, path, body, ct);
        return problem ?? await HttpExchange.SendAsync(http, request!, ct);
    }

    private async Task<(HttpRequestMessage? Request, ApiProblem? Problem)> RequestAsync(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        var outcome = user.SessionId() is { } session ? await tokens.GetAsync(session, ct) : AccessOutcome.Ended;
        if (outcome.Token is null)
            return (null, outcome.SignedOut ? new ApiProblem(StatusCodes.Status401Unauthorized, T("Your session has ended. Sign in again.")) : ProblemReader.Unreachable());
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", outcome.Token);
        request.Options.Set(RefusedTokens.Session, user.SessionId()!);
        if (user.Address() is { } address)
            request.Headers.Add(ClientAddress.Header, address);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: Wire.Json);
        return (request, null);
    }

    private static string PageQuery(string? after, int limit) =>
        after is null ? $"?limit={limit}" : $"?limit={limit}&after={Uri.EscapeDataString(after)}";
}
