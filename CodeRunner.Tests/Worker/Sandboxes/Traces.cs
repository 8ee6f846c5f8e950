using System.Text;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>What a sandbox could leave on the machine.</summary>
internal static class Traces
{
    /// <summary>Ids of processes whose command line has this mark.</summary>
    public static IReadOnlyList<int> ProcessIdsWith(string mark) =>
        [.. Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(d[^1]) && CommandLine(d).Contains(mark, StringComparison.Ordinal)).Select(d => int.Parse(Path.GetFileName(d)))];

    /// <summary>Command lines with this mark, of any process of the machine that has not ended.</summary>
    public static IReadOnlyList<string> ProcessesWith(string mark) =>
        [.. Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(d[^1])).Select(CommandLine).Where(c => c.Contains(mark, StringComparison.Ordinal))];

    /// <summary>Ids of processes that see a mount, hold a file open or have a command line with this mark: a sandbox's shim, and all that it runs.</summary>
    public static IReadOnlyList<string> ProcessesOf(string mark) =>
        [.. Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(d[^1]) && d != $"/proc/{Environment.ProcessId}" && IsOf(d, mark))];

    /// <summary>Uids, as the host counts them, of the processes whose command line has this mark.</summary>
    public static IReadOnlyList<uint> UidsOf(string mark) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(d[^1]) && CommandLine(d).StartsWith("/bin/" + mark, StringComparison.Ordinal))
            .Select(d => uint.Parse(File.ReadLines(Path.Combine(d, "status")).Single(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1])),
    ];

    public static IReadOnlyList<string> ControlGroupsOf(Guid id)
    {
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4, IgnoreInaccessible = true };
        return Directory.Exists("/sys/fs/cgroup") ? [.. Directory.EnumerateDirectories("/sys/fs/cgroup", id.ToString("N"), everywhere)] : [];
    }

    public static IReadOnlyList<string> MountsWith(string mark) =>
        [.. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(mark, StringComparison.Ordinal))];

    private static bool IsOf(string process, string mark)
    {
        try
        {
            return CommandLine(process).Contains(mark, StringComparison.Ordinal)
                || File.ReadAllText(Path.Combine(process, "mountinfo")).Contains(mark, StringComparison.Ordinal)
                || Directory.GetFileSystemEntries(Path.Combine(process, "fd")).Any(link => new FileInfo(link).LinkTarget?.Contains(mark, StringComparison.Ordinal) is true);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Loop devices whose file lies there.</summary>
    public static IReadOnlyList<string> LoopDevicesWith(string mark) =>
        [.. Directory.EnumerateDirectories("/sys/block", "loop*").Where(device => TryRead(Path.Combine(device, "loop/backing_file")).Contains(mark, StringComparison.Ordinal))];

    /// <summary>The kernel lets one go a moment after its last mount, which whoever is being started elsewhere on the machine may hold until it has made its own view.</summary>
    public static Task LoopDevicesAreGoneAsync(string mark) =>
        Eventually.BeAsync(() => Task.FromResult(LoopDevicesWith(mark).Count), count => count == 0, $"no loop device is left of {mark}");

    private static string TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string CommandLine(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline"))).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
