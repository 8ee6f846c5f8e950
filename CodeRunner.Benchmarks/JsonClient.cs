using System.Net.Http.Json;
using CodeRunner.Contracts;

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
}
