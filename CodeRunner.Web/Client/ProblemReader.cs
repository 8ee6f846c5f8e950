using System.Net;
using System.Text.Json;
using CodeRunner.Contracts;

namespace CodeRunner.Web.Client;

/// <summary>Turns a refusal into an <see cref="ApiProblem"/>, whoever sent it: the API with problem details, or something between with nothing useful.</summary>
internal static class ProblemReader
{
    private const int LongestBody = 64 * 1024;

    public static async Task<ApiProblem> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        var wait = RetryAfter(response);
        if (await BodyAsync(response, ct) is not { } body)
            return new ApiProblem(status, Words(response.StatusCode), RetryAfter: wait);
        return Of(response.StatusCode, body, wait);
    }

    /// <summary>For an answer that a browser received; an unreadable body gives the status' own words.</summary>
    public static ApiProblem Parse(int status, string? json)
    {
        if (status == ApiProblem.Unreachable)
            return Unreachable();
        try
        {
            var body = string.IsNullOrEmpty(json) ? null : JsonSerializer.Deserialize<Body>(json, Wire.Json);
            return Of((HttpStatusCode)status, body, null);
        }
        catch (JsonException)
        {
            return new ApiProblem(status, Words((HttpStatusCode)status));
        }
    }

    public static ApiProblem Unreachable() =>
        new(ApiProblem.Unreachable, T("The platform's API does not answer just now."), T("The platform's API does not answer just now. Your apps keep running; try again in a moment."));

    // What a fault's title says is for its developer; our words say what a person can do.
    private static ApiProblem Of(HttpStatusCode status, Body? body, TimeSpan? wait) =>
        new((int)status, Title(status, body), body?.Detail, body?.Errors, wait, body?.Reason, body is { SecondFactor: true });

    private static string Title(HttpStatusCode status, Body? body) => body switch
    {
        { Errors.Count: > 0 } => T("Please correct what is marked below."),
        { Title: { } title } when (int)status < 500 => title,
        _ => Words(status),
    };

    private static async Task<Body?> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return null;
        try
        {
            await response.Content.LoadIntoBufferAsync(LongestBody, ct);
            return JsonSerializer.Deserialize<Body>(await response.Content.ReadAsByteArrayAsync(ct), Wire.Json);
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is not { } header ? null : header.Delta ?? (header.Date - DateTimeOffset.UtcNow);

    private static string Words(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => T("Your session has ended. Sign in again."),
        HttpStatusCode.Forbidden => T("Your role does not allow this. Ask an owner of the project."),
        HttpStatusCode.NotFound => T("This does not exist, or is not yours to see."),
        HttpStatusCode.Conflict => T("This cannot be done in the present state. Reload and look again."),
        HttpStatusCode.RequestEntityTooLarge => T("This is too large."),
        HttpStatusCode.TooManyRequests => T("That was too often."),
        >= HttpStatusCode.InternalServerError => T("The platform failed to do this. Nothing of yours was lost; try again in a moment."),
        _ => T("The platform refused this ({0}).", (int)status),
    };

    private sealed record Body(string? Title, string? Detail, IReadOnlyDictionary<string, string[]>? Errors, string? Reason, bool? SecondFactor);
}
