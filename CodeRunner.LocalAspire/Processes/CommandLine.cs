using System.Globalization;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>
/// The wrapped command: a session of its own, so that Ctrl-C reaches only the AppHost, which ends things in order;
/// a signal when the AppHost dies; and, for a server under root, another user in a private view of the file system.
/// </summary>
internal static class CommandLine
{
    private const string BindThenRun = "mount --bind \"$1\" \"$2\" && shift 2 && exec \"$@\"";

    public static IReadOnlyList<string> For(ProcessSpec spec)
    {
        List<string> command = ["setsid"];
        if (spec.User?.Bind is { } bind) command.AddRange(["unshare", "--mount", "--", "sh", "-c", BindThenRun, "sh", bind.From, bind.To]);
        command.AddRange(["setpriv", "--pdeathsig", Name(spec.DeathSignal)]);
        if (spec.User is { } user) command.AddRange([.. Identity("--reuid", user.Uid), .. Identity("--regid", user.Gid), "--clear-groups"]);
        return [.. command, "--", spec.FileName, .. spec.Arguments];
    }

    private static string[] Identity(string option, int id) => [option, id.ToString(CultureInfo.InvariantCulture)];

    private static string Name(int signal) => signal switch
    {
        Signal.Interrupt => "INT",
        Signal.Terminate => "TERM",
        Signal.Kill => "KILL",
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };
}
