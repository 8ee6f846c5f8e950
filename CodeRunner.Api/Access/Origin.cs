namespace CodeRunner.Api.Access;

/// <summary>Where somebody signs in from, and with what: <paramref name="UserAgent"/> is the client's own word, and <paramref name="Browser"/> what <see cref="KnownBrowsers"/> gave it.</summary>
internal sealed record Origin(string? Ip, string? UserAgent, string? Browser = null)
{
    public static Origin Of(HttpContext context) =>
        new(Caller.AddressOf(context), context.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null);
}
