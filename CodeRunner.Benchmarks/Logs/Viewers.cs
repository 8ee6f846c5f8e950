namespace CodeRunner.Benchmarks.Logs;

/// <summary>Many viewers of one deployment.</summary>
internal sealed class Viewers : IAsyncDisposable
{
    private const int ConnectingAtOnce = 20;

    private readonly List<SocketViewer> all = [];

    public static async Task<Viewers> WatchAsync(Platform platform, WriterApp app, int count, string cursor, CancellationToken cancellationToken)
    {
        var viewers = new Viewers();
        while (viewers.all.Count < count)
        {
            var next = Enumerable.Range(0, Math.Min(ConnectingAtOnce, count - viewers.all.Count));
            viewers.all.AddRange(await Task.WhenAll(next.Select(_ => SocketViewer.WatchAsync(platform, app.Id, cursor, stalled: false, cancellationToken))));
        }
        return viewers;
    }

    /// <summary>How many are connected at this moment.</summary>
    public int Connected => all.Count(viewer => viewer.Connected);

    /// <summary>How long each line took to each of them, in milliseconds.</summary>
    public async Task<List<double>> MeasureAsync(WriterApp app, int rate, int seconds, CancellationToken cancellationToken)
    {
        await app.WriteAsync(rate, seconds, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(seconds + 2), cancellationToken);
        var waits = new List<double>();
        foreach (var viewer in all)
            while (viewer.Waits.TryDequeue(out var wait))
                waits.Add(wait);
        return waits;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var viewer in all)
            await viewer.DisposeAsync();
    }
}
