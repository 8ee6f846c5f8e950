using System.Net;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>What is done inside a sandbox's network namespace, by whoever is there.</summary>
internal static class NetworkSetup
{
    public static IReadOnlyList<int> Prepare(NetworkPolicy policy)
    {
        NetlinkSocket.Send(NetlinkSocket.Route, RouteRequests.Prohibitions(policy), "set the sandbox's routes");
        NetlinkSocket.Send(NetlinkSocket.Filter, FilterRequests.Make(policy), "set the sandbox's packet filter (nftables)");
        return [.. policy.Forwarded.Select(e => Sockets.ListenAt(IPAddress.Parse(e.Address), e.Port))];
    }

    public static void Connect(NetworkPolicy policy)
    {
        DisableVersion6(policy.Device);
        var index = LibcSockets.InterfaceIndex(policy.Device);
        if (index == 0) throw Posix.Error($"find the device {policy.Device}");
        NetlinkSocket.Send(NetlinkSocket.Route, RouteRequests.Connection(policy, index), "connect the sandbox's network");
    }

    /// <summary>The stack has none; a link-local address would only look as if there were. A kernel without it has no such file.</summary>
    private static void DisableVersion6(string device)
    {
        var path = $"/proc/sys/net/ipv6/conf/{device}/disable_ipv6";
        var file = Libc.OpenAt(Posix.AtFdCwd, path, Posix.WriteOnly | Posix.CloseOnExec, 0);
        if (file < 0 && !File.Exists(path)) return;
        Posix.Check(file, $"open {path}");
        var written = Posix.Write(file, "1"u8);
        Libc.Close(file);
        if (written < 1) throw Posix.Error($"write {path}");
    }
}
