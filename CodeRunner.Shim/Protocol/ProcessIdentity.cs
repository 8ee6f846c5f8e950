using System.Globalization;
using System.Text.Json.Serialization;

namespace CodeRunner.Shim.Protocol;

/// <summary>A process that can't be mistaken for a later one of the same pid: with its start time (clock ticks since boot) and the boot's id.</summary>
internal sealed record ProcessIdentity(int Pid, ulong StartTime, string BootId)
{
    private static readonly Lazy<string> Boot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>False for a zombie too: it runs nothing any more.</summary>
    [JsonIgnore]
    public bool IsAlive => BootId == Boot.Value && TryReadStat(Pid, out var state, out var start) && start == StartTime && state is not ('Z' or 'X');

    public static ProcessIdentity? Of(int pid) =>
        TryReadStat(pid, out var state, out var start) && state is not ('Z' or 'X') ? new ProcessIdentity(pid, start, Boot.Value) : null;

    /// <summary>The kernel's letter for what it does now, such as T where it is stopped; X when there is no such process.</summary>
    public static char StateOf(int pid) => TryReadStat(pid, out var state, out _) ? state : 'X';

    private static bool TryReadStat(int pid, out char state, out ulong startTime)
    {
        (state, startTime) = ('X', 0);
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            return false;
        }

        return TryParseStat(stat, out state, out startTime);
    }

    /// <summary>The command name stands in brackets and may hold any character, so fields are counted from the last bracket.</summary>
    internal static bool TryParseStat(ReadOnlySpan<char> stat, out char state, out ulong startTime)
    {
        (state, startTime) = ('X', 0);
        var end = stat.LastIndexOf(')');
        if (end < 0 || end + 2 >= stat.Length) return false;
        var fields = stat[(end + 2)..];
        state = fields[0];
        var index = 0;
        foreach (var field in fields.Split(' '))
            if (index++ == 19)
                return ulong.TryParse(fields[field], NumberStyles.None, CultureInfo.InvariantCulture, out startTime);
        return false;
    }
}
