using System.Net;
using System.Net.Sockets;
using CodeRunner.Core.Network;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Builds;

/// <summary>
/// Which private addresses a build may reach: those of the registries and proxies that are configured, and, where that is the machine's own configuration, where the
/// package managers' public registries are found by its name server; each at its port. Looked up on the host when a build starts, never inside it.
/// </summary>
public sealed class RegistryHosts(RegistryEnvironment registries)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string[] Public = ["https://registry.npmjs.org/", "https://api.nuget.org/", "https://pypi.org/", "https://files.pythonhosted.org/"];

    public async Task<NetworkAccess> AccessAsync(CancellationToken cancellationToken)
    {
        var places = PlacesOf(registries.Variables, registries.IsExact).ToList();
        var found = await Task.WhenAll(places.Select(p => LookUpAsync(p.Host, cancellationToken)));
        return NetworkAccess.Internet with
        {
            Hosts = [.. places.Zip(found).SelectMany(p => p.Second.Where(a => !PublicAddress.Is(a)).Select(a => new AllowedHost(p.First.Host, a, p.First.Port)))],
        };
    }

    /// <summary>Host and port of every URL among the settings, and the public registries' unless they are exact. A proxy may be written without a scheme.</summary>
    internal static IEnumerable<(string Host, int Port)> PlacesOf(IReadOnlyDictionary<string, string> variables, bool exact) =>
        variables
            .SelectMany(v => v.Value.Split((char[])[' ', ';', ',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => AsUrl(v.Key, part)))
            .Concat(exact ? [] : Public)
            .Select(text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.IdnHost.Length > 0 ? url : null)
            .OfType<Uri>()
            .Select(url => (url.IdnHost, url.Port))
            .Distinct();

    private static string AsUrl(string name, string part) =>
        name.EndsWith("proxy", StringComparison.OrdinalIgnoreCase) && !name.EndsWith("noproxy", StringComparison.OrdinalIgnoreCase)
            && !name.EndsWith("no_proxy", StringComparison.OrdinalIgnoreCase) && !part.Contains("://", StringComparison.Ordinal)
            ? $"http://{part}"
            : part;

    /// <summary>What has no name here has no address to let through; the package manager says so better.</summary>
    private static async Task<IEnumerable<IPAddress>> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return (await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, limit.Token)).Distinct();
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }
}
