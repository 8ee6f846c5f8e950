using System.Globalization;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>What a process tree uses, summed over its processes: where there are no control groups. CPU time of those that have ended is their parents'.</summary>
internal static class ProcessUsage
{
    private const double TicksPerSecond = 100;

    /// <summary>Without the first process, which is bubblewrap's own.</summary>
    public static SandboxUsage? Measure(ProcessIdentity? init) => MeasureTree(init) is { } usage ? usage with { Pids = Math.Max(0, usage.Pids - 1) } : null;

    public static SandboxUsage? MeasureTree(ProcessIdentity? first)
    {
        if (first is not { IsAlive: true }) return null;
        var (ticks, bytes, count) = (0L, 0L, 0);
        var unread = new Queue<int>([first.Pid]);
        while (unread.TryDequeue(out var pid))
            try
            {
                var stat = File.ReadAllText($"/proc/{pid}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                ticks += fields[11..15].Sum(f => long.Parse(f, CultureInfo.InvariantCulture));
                bytes += long.Parse(fields[21], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
                count++;
                foreach (var child in File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    unread.Enqueue(int.Parse(child, CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }

        return new SandboxUsage(TimeSpan.FromSeconds(ticks / TicksPerSecond), bytes, count);
    }
}
