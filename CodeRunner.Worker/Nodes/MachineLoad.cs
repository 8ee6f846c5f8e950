using System.Globalization;
using CodeRunner.Contracts.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Nodes;

/// <summary>How busy this machine is, by the kernel's own counts. For the one loop that asks.</summary>
internal sealed class MachineLoad(IOptions<NodeOptions> options)
{
    private const long BytesOfMb = 1024 * 1024;
    private const long KibOfMb = 1024;

    private (long Busy, long All) before;

    public NodeLoad Look()
    {
        var cpu = Cpu(File.ReadLines("/proc/stat").First());
        var share = cpu.All > before.All ? (cpu.Busy - before.Busy) / (double)(cpu.All - before.All) : 0;
        before = cpu;
        var memory = File.ReadLines("/proc/meminfo").Take(3).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToDictionary(words => words[0], words => Number(words[1]) / KibOfMb);
        var disk = new DriveInfo(Path.GetFullPath(options.Value.DataDirectory));
        return new NodeLoad(
            Environment.ProcessorCount,
            Math.Round(Math.Clamp(share, 0, 1), 3),
            double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture),
            memory["MemTotal:"],
            memory["MemAvailable:"],
            disk.TotalSize / BytesOfMb,
            disk.AvailableFreeSpace / BytesOfMb);
    }

    /// <summary>The line of all CPUs together: user, nice, system, idle, iowait …; a guest's time is in the user's already.</summary>
    private static (long Busy, long All) Cpu(string line)
    {
        var times = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Number).ToArray();
        return (times.Sum() - times[3] - times[4], times.Sum());
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
