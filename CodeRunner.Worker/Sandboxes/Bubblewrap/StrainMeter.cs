using System.Globalization;
using CodeRunner.Core.Deployments.Limiting;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>Reads how hard a sandbox presses against its limits: from its control groups, and from the file systems that are its own.</summary>
internal static class StrainMeter
{
    /// <summary>So that an app with many processes costs no more than others.</summary>
    private const int MostProcesses = 64;

    public static Strain? Find(SandboxDirectory directory, SandboxRecord record, int openFiles)
    {
        if (directory.ReadShim()?.Init is not { IsAlive: true } init) return null;
        try
        {
            return GroupStrain.Find(record.Groups) with { OpenFiles = MostOpenFiles(record.Groups) is { } most ? (most, openFiles) : null, Spaces = [.. SpacesOf(directory, init.Pid)] };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It ended meanwhile.
        }
    }

    /// <summary>Without a disk of its own, what would be read is the host's. The app can neither move nor replace these: they are mounts.</summary>
    private static IEnumerable<Space> SpacesOf(SandboxDirectory directory, int init)
    {
        if (!File.Exists(directory.Disk)) yield break;
        foreach (var path in (string[])["/app", "/tmp", "/dev/shm"]) yield return FreeSpace.Of($"/proc/{init}/root{path}", path);
    }

    /// <summary>The size that newer kernels give a process's directory of descriptors is their number; with older ones it is 0.</summary>
    private static long? MostOpenFiles(SandboxGroups groups)
    {
        if (!groups.Directories.TryGetValue("pids", out var directory)) return null;
        return File.ReadLines(Path.Combine(directory, "cgroup.procs")).Take(MostProcesses).Select(line => OpenFilesOf(int.Parse(line, CultureInfo.InvariantCulture))).DefaultIfEmpty().Max();
    }

    private static long OpenFilesOf(int pid)
    {
        try
        {
            using var process = OpenDirectory.Open($"/proc/{pid}");
            return process.TryStatus(OpenDirectory.NameOf("fd"))?.Size ?? 0;
        }
        catch (IOException)
        {
            return 0; // It ended meanwhile.
        }
    }
}
