namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

internal static class HostSwap
{
    /// <summary>Whether this machine has swap at the moment: the list has a line of headings, and one for each.</summary>
    public static bool IsUsed => File.Exists("/proc/swaps") && File.ReadLines("/proc/swaps").Skip(1).Any();
}
