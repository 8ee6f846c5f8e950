using System.Net.Http.Headers;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;

namespace CodeRunner.Benchmarks;

internal static class JsonClient
{
    /// <summary>Throws <see cref="HttpRequestException"/> where the answer is no success.</summary>
    public static async Task<T> SendJsonAsync<T>(this HttpClient http, string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(path, body, Wire.Json, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<T>(Wire.Json, cancellationToken))!;
    }

    /// <summary>From then on the client's requests are that person's, until the token ends.</summary>
    public static async Task SignInAsync(this HttpClient http, string email, CancellationToken cancellationToken)
    {
        var tokens = await http.SendJsonAsync<TokenResponse>("/api/auth/login", new LoginRequest(email, Platform.Password), cancellationToken);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
    }
}
