using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Shim.Protocol;

/// <summary>Opens namespaces of a sandbox's first process, and never another's: what is done in there must not happen to this machine's own network.</summary>
internal static class SandboxNamespaces
{
    private const int CurrentDirectory = -100;
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const string OwnNetwork = "/proc/self/ns/net";

    /// <summary>A descriptor, for the caller to close. Throws <see cref="IOException"/> when the process has ended, or has no network of its own.</summary>
    public static int OpenNetwork(ProcessIdentity init)
    {
        var descriptor = Open($"/proc/{init.Pid}/ns/net");
        try
        {
            // Looked at afterwards: the number could have become another process's before it was opened.
            if (!init.IsAlive) throw new IOException("The sandbox has ended.");
            if (NameOf($"/proc/self/fd/{descriptor}") == NameOf(OwnNetwork)) throw new IOException("The sandbox has no network of its own.");
            return descriptor;
        }
        catch
        {
            _ = NativeFiles.Close(descriptor);
            throw;
        }
    }

    private static unsafe int Open(string path)
    {
        fixed (byte* name = OpenDirectory.NameOf(path))
            return NativeFiles.OpenAt(CurrentDirectory, name, ReadOnlyCloseOnExec, 0) is >= 0 and var descriptor ? descriptor : throw NativeError.Last("open the sandbox's network namespace");
    }

    /// <summary>Such as "net:[4026531840]".</summary>
    private static string NameOf(string path) => new FileInfo(path).LinkTarget ?? throw new IOException($"{path} can't be read.");
}
