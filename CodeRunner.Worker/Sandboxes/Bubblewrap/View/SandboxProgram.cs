using System.Globalization;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>The command line that makes a sandbox: as root, bubblewrap is run as the sandbox's own uid, since it would stay the host's uid 0 otherwise.</summary>
internal static class SandboxProgram
{
    public static IReadOnlyList<string> Command(string? setPriv, string? bubblewrap, uint? uid, IReadOnlyList<string> command)
    {
        if (bubblewrap is null) throw new SandboxException("bubblewrap_missing", "bubblewrap is not installed on this node (apt install bubblewrap).");
        if (command.Count == 0) throw new SandboxException("command_missing", "There is no command to run.");
        var sandbox = (string[])[bubblewrap, "--args", LaunchDescriptors.Arguments.ToString(CultureInfo.InvariantCulture), "--", .. command];
        if (uid is not { } own) return sandbox;
        if (setPriv is null) throw new SandboxException("setpriv_missing", "setpriv is not installed on this node (apt install util-linux).");
        var number = own.ToString(CultureInfo.InvariantCulture);
        return [setPriv, "--reuid", number, "--regid", number, "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--", .. sandbox];
    }
}
