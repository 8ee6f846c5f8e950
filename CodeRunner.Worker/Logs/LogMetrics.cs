using System.Diagnostics.Metrics;
using CodeRunner.Contracts.Live;

namespace CodeRunner.Worker.Logs;

/// <summary>Counts of log lines of this process.</summary>
internal static class LogMetrics
{
    public const string MeterName = "CodeRunner.Logs";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Lines = Meter.CreateCounter<long>("coderunner.log.lines.stored", "{line}", "Log lines stored, gaps among them.");
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("coderunner.log.stored", "By", "What those lines fill, compressed.");

    public static void Stored(LogBatch batch)
    {
        Lines.Add(batch.Last - batch.After);
        Bytes.Add(batch.Packed.Length);
    }
}
