using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace CodeRunner.LocalAspire.Dashboard;

/// <summary>Where the dashboard listens and who may enter.</summary>
/// <param name="Port">0 for any free one.</param>
internal sealed record DashboardOptions(bool Enabled, int Port, string Token)
{
    /// <summary><c>LocalAspire:Dashboard:Port</c> (-1: no dashboard; default: that of the launch profile's address) and <c>LocalAspire:Dashboard:Token</c> (default: a new one each run).</summary>
    public static DashboardOptions From(IConfiguration configuration, bool disabled)
    {
        var port = configuration.GetValue<int?>("LocalAspire:Dashboard:Port") ?? ProfilePort(configuration);
        var token = configuration["LocalAspire:Dashboard:Token"] ?? configuration["AppHost:BrowserToken"] ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return new DashboardOptions(!disabled && port >= 0, Math.Max(0, port), token);
    }

    // As with Aspire, the AppHost's own address is the dashboard's.
    private static int ProfilePort(IConfiguration configuration) =>
        (configuration["ASPNETCORE_URLS"] ?? "").Split(';')
            .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == "http" ? uri.Port : 0)
            .FirstOrDefault(port => port > 0);
}
