using System.Globalization;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

/// <summary>The command lines of a sandbox's network. Pure: a test asserts them whole.</summary>
internal static class NetworkPrograms
{
    private const int Mtu = 65520;
    private static readonly string Network = $"/proc/self/fd/{NetworkDescriptors.Network}";
    private static readonly string User = $"/proc/self/fd/{NetworkDescriptors.User}";

    /// <summary>As root it runs as the sandbox's own uid, which owns the namespaces. It brings no address up and is told no route: the policy comes first.</summary>
    public static IReadOnlyList<string> Stack(string slirp, string? setPriv, uint? uid, NetworkPolicy policy)
    {
        string[] stack = [.. Common(slirp), $"--userns-path={User}", Network, policy.Device];
        if (uid is not { } own) return stack;
        var number = own.ToString(CultureInfo.InvariantCulture);
        return [setPriv!, "--reuid", number, "--regid", number, "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--", .. stack];
    }

    /// <summary>For a namespace that root's own user namespace owns, a container's: it enters as root, and then locks itself up without any right.</summary>
    public static IReadOnlyList<string> RootStack(string slirp, NetworkPolicy policy) => [.. Common(slirp), "--enable-sandbox", Network, policy.Device];

    private static IEnumerable<string> Common(string slirp) =>
    [
        slirp, $"--mtu={Mtu}", $"--cidr={NetworkRules.StackNetwork}", "--disable-host-loopback", "--disable-dns", "--enable-seccomp",
        $"--ready-fd={NetworkDescriptors.Ready}", $"--exit-fd={NetworkDescriptors.Exit}", "--netns-type=path",
    ];

    public static IReadOnlyList<string> Inside(string nsEnter) => [nsEnter, $"--user={User}", $"--net={Network}", "--preserve-credentials", "--"];
}
