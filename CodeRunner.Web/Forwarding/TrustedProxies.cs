using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace CodeRunner.Web.Forwarding;

/// <summary>Whose word is believed about who asks, and whether that was over https: a proxy's that ends TLS before the dashboard. Nobody's, unless it is named.</summary>
public static class TrustedProxies
{
    /// <summary>Addresses (10.0.0.7) and networks (10.0.0.0/8).</summary>
    public const string Key = "Forwarding:TrustedProxies";

    public static WebApplication UseTrustedProxies(this WebApplication app)
    {
        var named = app.Configuration.GetSection(Key).Get<string[]>() ?? [];
        if (named.Length > 0)
            app.UseForwardedHeaders(Believing(named));
        return app;
    }

    private static ForwardedHeadersOptions Believing(string[] named)
    {
        var headers = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        headers.KnownIPNetworks.Clear();
        headers.KnownProxies.Clear();
        foreach (var proxy in named)
            headers.KnownIPNetworks.Add(Read(proxy));
        return headers;
    }

    private static IPNetwork Read(string proxy)
    {
        if (IPAddress.TryParse(proxy, out var one))
            return new IPNetwork(one, one.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(proxy, out var network)
            ? network
            : throw new InvalidOperationException($"{Key}: \"{proxy}\" is neither an address nor a network such as 10.0.0.0/8.");
    }
}
