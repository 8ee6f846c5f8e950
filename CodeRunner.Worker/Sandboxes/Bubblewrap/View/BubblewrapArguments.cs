using System.Globalization;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>Decides bubblewrap's arguments from what the sandbox shall be. Pure: a test asserts them whole.</summary>
internal static class BubblewrapArguments
{
    private const string UserInside = "1000";

    /// <summary>All but the command. They go through a descriptor, so that the environment in them is in no process's command line.</summary>
    public static IReadOnlyList<string> Build(SandboxPlan plan) =>
    [
        .. Namespaces(),
        "--clearenv", .. plan.Environment.OrderBy(e => e.Key, StringComparer.Ordinal).SelectMany(e => (string[])["--setenv", e.Key, e.Value]),
        "--json-status-fd", Text(LaunchDescriptors.Status), "--block-fd", Text(LaunchDescriptors.Block), "--seccomp", Text(LaunchDescriptors.Seccomp),
        .. System(plan),
        .. Kernel(plan),
        .. Scratch(plan, ScratchMount.Tmp, "/tmp"),
        "--bind", plan.AppSource, "/app",
        .. plan.Mounts.SelectMany(m => (string[])[m.Writable ? "--bind" : "--ro-bind", m.Source, m.Target]),
        "--remount-ro", "/",
        "--chdir", plan.WorkingDirectory,
    ];

    private static IEnumerable<string> Namespaces() =>
    [
        "--unshare-user", "--disable-userns", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try",
        "--uid", UserInside, "--gid", UserInside, "--cap-drop", "ALL", "--die-with-parent", "--new-session", "--hostname", "app",
    ];

    private static IEnumerable<string> System(SandboxPlan plan) =>
    [
        .. plan.System.Directories.SelectMany(d => (string[])["--ro-bind", d, d]),
        .. plan.System.Links.SelectMany(l => (string[])["--symlink", l.Target, l.Path]),
        .. plan.Toolchains.SelectMany(t => (string[])["--ro-bind", t.Source, t.Target]),
        "--ro-bind", plan.EtcSource, "/etc",
        "--ro-bind", $"{plan.NamesSource}/{NameFiles.Resolver}", "/etc/resolv.conf", "--ro-bind", $"{plan.NamesSource}/{NameFiles.Hosts}", "/etc/hosts",
    ];

    private static IEnumerable<string> Kernel(SandboxPlan plan) =>
    [
        "--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys",
        .. plan.System.MaskedFiles.SelectMany(f => (string[])["--ro-bind", "/dev/null", f]),
        "--dev", "/dev", .. Scratch(plan, ScratchMount.Shm, "/dev/shm"), "--remount-ro", "/dev",
    ];

    /// <summary>A file system in memory: the one that was mounted with a bound on its files too, or one of bubblewrap's own, which has none.</summary>
    private static IEnumerable<string> Scratch(SandboxPlan plan, string mounted, string target) =>
        plan.Scratch is null ? ["--size", Text((long)plan.TmpMb << 20), "--perms", "1777", "--tmpfs", target] : ["--bind", mounted, target];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
