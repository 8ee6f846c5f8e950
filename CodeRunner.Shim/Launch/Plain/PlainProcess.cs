using System.Runtime.InteropServices;
using System.Text;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch.Plain;

/// <summary>Runs an app's program as it is: with its environment, nothing to read, and no descriptor but the standard ones.</summary>
internal static unsafe class PlainProcess
{
    private const short DefaultSignalsAndNoneBlocked = 0x04 | 0x08;
    private const short NewSession = 0x80;
    private const int SpawnStructBytes = 512;
    private const int SignalSetBytes = 128;
    private const int MoveAway = 1030;
    private const int NothingToRead = 0;

    /// <summary>Answers its pid. Throws <see cref="IOException"/> with the system's word when the program can't be run.</summary>
    public static int Start(AppProgram app, int output, int error, bool ownSession)
    {
        var program = Resolve(app);
        var nothing = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, "/dev/null", Posix.ReadOnly | Posix.CloseOnExec, 0), "open /dev/null");

        // Moved out of the way first: a source may have the number of another's target.
        int[] moved = [.. new[] { nothing, output, error }.Select(d => Posix.Check(Libc.FCntl(d, MoveAway, 64), "fcntl"))];
        var actions = stackalloc byte[SpawnStructBytes];
        LibcSpawn.ActionsInit(actions);
        for (var i = NothingToRead; i < moved.Length; i++) LibcSpawn.ActionsAddDup2(actions, moved[i], i);
        LibcSpawn.ActionsAddCloseFrom(actions, moved.Length);
        fixed (byte* directory = Terminated(app.WorkingDirectory)) LibcSpawn.ActionsAddChDir(actions, directory);
        var (result, pid) = Spawn(app, program, actions, ownSession);
        LibcSpawn.ActionsDestroy(actions);
        foreach (var descriptor in moved.Append(nothing)) Libc.Close(descriptor);
        return result == 0 ? pid : throw new IOException(Marshal.GetPInvokeErrorMessage(result));
    }

    private static (int Result, int Pid) Spawn(AppProgram app, string program, byte* actions, bool ownSession)
    {
        var attributes = stackalloc byte[SpawnStructBytes];
        var signals = stackalloc byte[SignalSetBytes];
        LibcSpawn.AttributesInit(attributes);
        NativeMemory.Fill(signals, SignalSetBytes, 0);
        LibcSpawn.AttributesSetSigMask(attributes, signals);
        NativeMemory.Fill(signals, SignalSetBytes, 0xFF);
        LibcSpawn.AttributesSetSigDefault(attributes, signals);
        LibcSpawn.AttributesSetFlags(attributes, ownSession ? (short)(DefaultSignalsAndNoneBlocked | NewSession) : DefaultSignalsAndNoneBlocked);
        using var path = new NativeStrings([program]);
        using var arguments = new NativeStrings(app.Command);
        using var environment = new NativeStrings([.. app.Environment.Select(e => $"{e.Key}={e.Value}")]);
        int pid;
        var result = LibcSpawn.Spawn(&pid, path.Pointers[0], actions, attributes, arguments.Pointers, environment.Pointers);
        LibcSpawn.AttributesDestroy(attributes);
        return (result, pid);
    }

    /// <summary>As a shell finds it: by the app's own PATH, or as it is when it has a slash. Says why it can't be run, as far as that shows before it is.</summary>
    public static string Resolve(AppProgram app)
    {
        var name = app.Command[0];
        if (name.Contains('/')) return Check(name, Path.Combine(app.WorkingDirectory, name));
        var places = app.Environment.GetValueOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var found = places.Select(p => Path.Combine(app.WorkingDirectory, p, name)).Where(File.Exists).ToList();
        if (found.Count == 0) throw new IOException("No such file or directory");
        var best = found.Find(IsExecutable) ?? found[0];
        return Check(best, best);
    }

    private static string Check(string program, string path)
    {
        if (Directory.Exists(path)) throw new IOException("Is a directory");
        if (!File.Exists(path)) throw new IOException("No such file or directory");
        return IsExecutable(path) ? program : throw new IOException("Permission denied");
    }

    private static bool IsExecutable(string path) => Libc.FAccessAt(Posix.AtFdCwd, path, 1, 0) == 0;

    private static byte[] Terminated(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
}
