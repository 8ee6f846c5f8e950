using System.Text;

namespace CodeRunner.Benchmarks.Logs;

/// <summary>What viewers that never read cost the others in time, and the Api in memory.</summary>
internal static class StalledViewers
{
    private const int Neighbours = 20;
    private const int Rounds = 3;
    private const int Crowd = 200;
    private const int Mebibyte = 1024 * 1024;

    /// <summary>The others' waits with one among them that never reads, and without, in turns.</summary>
    public static async Task MeasureTimeAsync(Report report, Platform platform, WriterApp app, string head, CancellationToken cancellationToken)
    {
        const int rate = 1000;
        const int seconds = 10;
        await using var viewers = await Viewers.WatchAsync(platform, app, Neighbours, head, cancellationToken);
        List<double> without = [], with = [];
        for (var round = 0; round < Rounds; round++)
        {
            without.Add(Samples.Percentile(await viewers.MeasureAsync(app, rate, seconds, cancellationToken), 0.99));
            await using var stalled = await SocketViewer.WatchAsync(platform, app.Id, "0", stalled: true, cancellationToken);
            with.Add(Samples.Percentile(await viewers.MeasureAsync(app, rate, seconds, cancellationToken), 0.99));
        }
        report.Add("logs.stalled.p99-without", Samples.Median(without), "ms");
        report.Add("logs.stalled.p99-with", Samples.Median(with), "ms");
        report.Add("logs.stalled.ratio", Samples.Median(with) / Samples.Median(without), "", 1.1);
    }

    /// <summary>The Api's resident memory with many that stalled at a log's beginning while it grows, less that of the same growth without them; its collector's slack counts as theirs.</summary>
    public static async Task MeasureMemoryAsync(Report report, Platform platform, WriterApp app, CancellationToken cancellationToken)
    {
        var without = await PeakAsync(platform, app, cancellationToken);
        var stalled = new List<SocketViewer>();
        try
        {
            while (stalled.Count < Crowd)
                stalled.Add(await SocketViewer.WatchAsync(platform, app.Id, "0", stalled: true, cancellationToken));
            var with = await PeakAsync(platform, app, cancellationToken);
            report.Add("logs.stalled.memory-each", (double)(with - without) / Crowd / Mebibyte, "MiB", 1);
        }
        finally
        {
            foreach (var viewer in stalled)
                await viewer.DisposeAsync();
        }
    }

    private static async Task<long> PeakAsync(Platform platform, WriterApp app, CancellationToken cancellationToken)
    {
        const int rate = 5000;
        const int seconds = 10;
        await app.WriteAsync(rate, seconds, cancellationToken);
        var api = await platform.ProcessIdAsync("api", cancellationToken);
        var peak = 0L;
        for (var second = 0; second < seconds; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            peak = Math.Max(peak, ResidentBytes(api));
        }
        return peak;
    }

    private static long ResidentBytes(int pid) =>
        long.Parse(File.ReadAllText($"/proc/{pid}/statm", Encoding.ASCII).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
