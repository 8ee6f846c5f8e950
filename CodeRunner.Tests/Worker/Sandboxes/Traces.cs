using System.Text;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>What a sandbox could leave on the machine.</summary>
internal static class Traces
{
    /// <summary>Command lines with this mark, of any process of the machine that has not ended.</summary>
    public static IReadOnlyList<string> ProcessesWith(string mark) =>
        [.. Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(d[^1])).Select(CommandLine).Where(c => c.Contains(mark, StringComparison.Ordinal))];

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
