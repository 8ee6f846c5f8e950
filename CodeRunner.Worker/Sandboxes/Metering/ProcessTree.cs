using System.Globalization;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Metering;

/// <summary>What a tree of processes uses, summed over them: where there are no control groups. CPU time of those that have ended is their parents'.</summary>
internal readonly record struct ProcessTree(long CpuMicroseconds, long MemoryBytes, int Processes)
{
    private const long MicrosecondsPerTick = 10_000;

    /// <summary>Null when the first has ended.</summary>
    public static ProcessTree? Measure(ProcessIdentity first)
    {
        if (!first.IsAlive)
            return null;
        var sum = default(ProcessTree);
        var unread = new Queue<int>([first.Pid]);
        while (unread.TryDequeue(out var pid))
        {
            try
            {
                sum = sum.And(File.ReadAllText($"/proc/{pid}/stat"));
                foreach (var child in File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    unread.Enqueue(int.Parse(child, CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }
        return sum;
    }

    /// <summary>One more process, by the kernel's line about it: behind the last ")", as its name is the app's to choose.</summary>
    internal ProcessTree And(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        var pages = long.Parse(fields[21], CultureInfo.InvariantCulture);
        return new ProcessTree(CpuMicroseconds + ticks * MicrosecondsPerTick, MemoryBytes + pages * Environment.SystemPageSize, Processes + 1);
    }
}
