using System.Text;
using CodeRunner.Shim.Output;

namespace CodeRunner.Benchmarks.Configuration;

/// <summary>
/// What it costs to look for secrets in what an app prints: lines of a usual log, one in a hundred with a secret, and lines that all begin like secrets. In time of a
/// processor, so that others on the machine don't count.
/// </summary>
internal sealed class MaskBenchmark : IBenchmark
{
    private const double WantedLinesPerSecond = 30_000;
    private const double WantedBytesPerSecond = 8 << 20;
    private const int Lines = 200_000;
    private const int Rounds = 5;

    public string Name => "mask";

    public Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        foreach (var count in (int[])[0, 5, 100])
        {
            var secrets = Enumerable.Range(0, count).Select(n => $"sk_live_{n:x4}_{new Random(n).NextInt64():x16}{new Random(n + 1000).NextInt64():x16}").ToArray();
            Measure(report, $"mask.{count}", SecretMask.Of(secrets), Usual(secrets));
            if (count > 0)
                Measure(report, $"mask.{count}.nearly", SecretMask.Of(secrets), [.. Enumerable.Range(0, Lines).Select(n => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("sk_live_ ", 16))))]);
        }
        return Task.CompletedTask;
    }

    private static byte[][] Usual(string[] secrets) =>
    [
        .. Enumerable.Range(0, Lines).Select(n => Encoding.UTF8.GetBytes(
            $"2026-11-28T19:49:06.{n % 1000:000}Z info: Shop.Orders[{n % 40}] GET /orders/{n} answered 200 in {n % 97} ms for user {n * 7919 % 100_000} {(n % 100 == 0 && secrets.Length > 0 ? secrets[n / 100 % secrets.Length] : "ok")}")),
    ];

    private static void Measure(Report report, string name, SecretMask? mask, byte[][] lines)
    {
        var room = new byte[SecretMask.RoomFor(lines.Max(line => line.Length))];
        Pass(mask, lines, room); // warms the code up
        var seconds = Samples.Median(Enumerable.Range(0, Rounds).Select(_ => Pass(mask, lines, room)).ToList());
        var (bytes, perSecond) = (lines.Sum(line => (long)line.Length), lines.Length / seconds);
        report.Add($"{name}.bytes", bytes / seconds / (1 << 20), "MiB/s");
        report.Add($"{name}.lines", perSecond, "lines/s");
        report.Add($"{name}.share", Math.Max(WantedLinesPerSecond / perSecond, WantedBytesPerSecond * seconds / bytes), "of a core", 0.25);
    }

    /// <summary>Seconds of a processor for all lines.</summary>
    private static double Pass(SecretMask? mask, byte[][] lines, byte[] room)
    {
        var (before, masked) = (Environment.CpuUsage.TotalTime, 0L);
        foreach (var line in lines)
            masked += mask is null ? line.Length : mask.Apply(line, room).Length;
        GC.KeepAlive(masked);
        return Math.Max((Environment.CpuUsage.TotalTime - before).TotalSeconds, 1e-6);
    }
}
