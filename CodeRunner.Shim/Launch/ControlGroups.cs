using System.Globalization;
using System.Text;
using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch;

internal sealed class ControlGroups(IReadOnlyList<string> directories, string? oomFile)
{
    private const int Attempts = 100;

    public void Join(int pid)
    {
        var text = Encoding.ASCII.GetBytes(pid.ToString(CultureInfo.InvariantCulture));
        foreach (var directory in directories)
        {
            var path = directory + "/cgroup.procs";
            var file = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, path, Posix.WriteOnly | Posix.CloseOnExec, 0), $"open {path}");
            var written = Posix.Write(file, text);
            Libc.Close(file);
            if (written < text.Length) throw Posix.Error($"join {directory}");
        }
    }

    public bool SawOutOfMemory()
    {
        if (oomFile is null || Posix.TryReadFile(Posix.AtFdCwd, oomFile) is not { } bytes) return false;
        return Encoding.ASCII.GetString(bytes).Split('\n')
            .Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && line["oom_kill ".Length..].Trim() != "0");
    }

    /// <summary>The kernel lets a group go a moment after its last process.</summary>
    public void Remove()
    {
        foreach (var directory in directories)
            for (var attempt = 0; attempt < Attempts && Libc.RmDir(directory) != 0 && Directory.Exists(directory); attempt++)
                Thread.Sleep(2);
    }
}
