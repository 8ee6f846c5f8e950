using System.Net;
using System.Text;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

/// <summary>The sandbox's own /etc/hosts and /etc/resolv.conf: nothing of the host's, whose names are its network's.</summary>
internal static class NameFiles
{
    public const string Hosts = "hosts";
    public const string Resolver = "resolv.conf";

    /// <summary>Writes both beneath the sandbox's state directory, and answers where.</summary>
    public static string Write(string stateDirectory, NetworkAccess access, IReadOnlyList<IPAddress> nameServers)
    {
        var directory = Directory.CreateDirectory(Path.Combine(stateDirectory, StateFiles.Names)).FullName;
        File.WriteAllText(Path.Combine(directory, Hosts), HostsOf(access));
        File.WriteAllText(Path.Combine(directory, Resolver), ResolverOf(access, nameServers));
        return directory;
    }

    internal static string HostsOf(NetworkAccess access)
    {
        var text = new StringBuilder("127.0.0.1 localhost app\n::1 localhost\n");
        foreach (var host in access.Hosts.Where(h => h.Name != "localhost" && !IPAddress.TryParse(h.Name, out _)).DistinctBy(h => (h.Name, h.Address)))
            text.Append(host.Address).Append(' ').Append(host.Name).Append('\n');
        return text.ToString();
    }

    internal static string ResolverOf(NetworkAccess access, IReadOnlyList<IPAddress> nameServers) =>
        access.ToInternet ? string.Concat(nameServers.Select(s => $"nameserver {s}\n")) : "";
}
