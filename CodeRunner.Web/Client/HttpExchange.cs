using CodeRunner.Contracts;
using Polly.Timeout;

namespace CodeRunner.Web.Client;

/// <summary>One request and what came of it, with outages and refusals as values.</summary>
internal static class HttpExchange
{
    public static async Task<ApiResult<T>> ReadAsync<T>(HttpClient http, HttpRequestMessage request, CancellationToken ct)
        where T : class
    {
        return await TryAsync(http, request, ReadBodyAsync, ct);

        async Task<ApiResult<T>> ReadBodyAsync(HttpResponseMessage response) =>
            await response.Content.ReadFromJsonAsync<T>(Wire.Json, ct) is { } value ? value : ProblemReader.Unreachable();
    }

    /// <summary>Null when the API accepted it.</summary>
    public static async Task<ApiProblem?> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken ct)
    {
        var answer = await TryAsync(http, request, _ => Task.FromResult<ApiResult<object>>(new(request, null)), ct);
        return answer.Problem;
    }

    private static async Task<ApiResult<T>> TryAsync<T>(
        HttpClient http, HttpRequestMessage request, Func<HttpResponseMessage, Task<ApiResult<T>>> read, CancellationToken ct)
        where T : class
    {
        try
        {
            using var response = await http.SendAsync(request, ct);
            return response.IsSuccessStatusCode ? await read(response) : await ProblemReader.ReadAsync(response, ct);
        }
        catch (Exception exception) when (IsOutage(exception, ct))
        {
            return ProblemReader.Unreachable();
        }
    }

    private static bool IsOutage(Exception exception, CancellationToken ct) =>
        exception is HttpRequestException or IOException or TimeoutRejectedException or Polly.CircuitBreaker.BrokenCircuitException
        || (exception is OperationCanceledException && !ct.IsCancellationRequested);
}
