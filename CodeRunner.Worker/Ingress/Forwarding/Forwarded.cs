using System.Globalization;

namespace CodeRunner.Worker.Ingress.Forwarding;

/// <summary>Who asks, and under which address: what an app reads in X-Forwarded-*. By our word, or by that of a proxy that we trust; never by the client's.</summary>
internal readonly record struct Forwarded(string? For, string Proto, string Host, string Port)
{
    /// <summary>Removed from what clients send. Forwarded says the same in other words, and two accounts could differ: apps get one.</summary>
    public static readonly string[] Claims = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Real-IP", "Forwarded"];

    private static readonly HashSet<string> Names = new(Claims, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an app that is told of headers as CGI does, where - is _ too, would take it for one of the claims.</summary>
    public static bool IsDisguised(string header) => header.Contains('_', StringComparison.Ordinal) && Names.Contains(header.Replace('_', '-'));

    public static Forwarded Of(HttpContext context, TrustedProxies proxies)
    {
        var request = context.Request;
        var client = context.Connection.RemoteIpAddress is { } address ? TrustedProxies.Plain(address) : null;
        var host = request.Host.Value ?? "";
        if (!proxies.Contains(client))
            return new Forwarded(client?.ToString(), request.Scheme, host, PortOf(request.Host, request.Scheme));
        var proto = Last(request, "X-Forwarded-Proto") is ("https" or "http") and var said ? said : request.Scheme;
        var asked = Last(request, "X-Forwarded-Host") is { Length: > 0 } name && !name.Contains(',', StringComparison.Ordinal) ? new HostString(name) : request.Host;
        var port = ushort.TryParse(Last(request, "X-Forwarded-Port"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : PortOf(asked, proto);
        return new Forwarded(Append(request.Headers["X-Forwarded-For"], client), proto, asked.Value ?? host, port);
    }

    private static string? Last(HttpRequest request, string name) => request.Headers[name] is [.., var last] ? last?.Trim() : null;

    private static string? Append(Microsoft.Extensions.Primitives.StringValues before, System.Net.IPAddress? client) =>
        before.Count == 0 ? client?.ToString() : $"{string.Join(", ", before.ToArray())}, {client}";

    private static string PortOf(HostString host, string scheme) =>
        host.Port is { } port ? port.ToString(CultureInfo.InvariantCulture) : scheme == "https" ? "443" : "80";
}
