using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Benchmarks.Sandbox;

/// <summary>
/// From the call that starts a sandbox to the first line of a static busybox in it: nothing is started beforehand, all isolation is on. Without and with the
/// internet and a container engine's take turns, so that they share the machine's moods.
/// </summary>
internal sealed class SandboxBenchmark : IBenchmark
{
    private const int Runs = 30;
    private const int AtOnce = 20;
    private const int Rounds = 5;
    private const double TargetMilliseconds = 25;
    private const double TargetAtOnceMilliseconds = 300;
    private const string BusyBox = "/bin/busybox";

    public string Name => "sandbox";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var node = new BenchNode(BusyBox);
        foreach (var missing in (await node.ProbeAsync(cancellationToken)).Missing)
            await Console.Error.WriteLineAsync($"Not enforced here: {missing}");
        await using var podman = await PodmanEngine.TryStartAsync(BusyBox, cancellationToken);
        await MeasureTurnsAsync(report, node, podman, cancellationToken);
        await MeasureAtOnceAsync(report, node, podman, cancellationToken);
        await RestartMeasurement.RunAsync(report, cancellationToken);
    }

    private static async Task MeasureTurnsAsync(Report report, BenchNode node, PodmanEngine? podman, CancellationToken cancellationToken)
    {
        List<double> alone = [], connected = [], theirs = [];
        for (var run = 0; run <= Runs; run++)
        {
            var none = await node.TimeEchoAsync(NetworkAccess.None, cancellationToken);
            var internet = await node.TimeEchoAsync(NetworkAccess.Internet, cancellationToken);
            var their = podman is null ? 0 : await podman.TimeEchoAsync(cancellationToken);
            if (run == 0)
                continue;
            alone.Add(none);
            connected.Add(internet);
            theirs.Add(their);
        }
        report.Add("sandbox.none.start.median", Samples.Median(alone), "ms", TargetMilliseconds);
        report.Add("sandbox.none.start.p95", Samples.Percentile(alone, 0.95), "ms");
        report.Add("sandbox.internet.start.median", Samples.Median(connected), "ms", TargetMilliseconds);
        report.Add("sandbox.internet.start.p95", Samples.Percentile(connected, 0.95), "ms");
        if (podman is not null)
            report.Add("sandbox.podman.median", Samples.Median(theirs), "ms");
    }

    private static async Task MeasureAtOnceAsync(Report report, BenchNode node, PodmanEngine? podman, CancellationToken cancellationToken)
    {
        List<double> alone = [], connected = [], theirs = [];
        for (var round = 0; round < Rounds; round++)
        {
            alone.AddRange(await AtOnceAsync(() => node.TimeEchoAsync(NetworkAccess.None, cancellationToken)));
            connected.AddRange(await AtOnceAsync(() => node.TimeEchoAsync(NetworkAccess.Internet, cancellationToken)));
            if (podman is not null)
                theirs.AddRange(await AtOnceAsync(() => podman.TimeEchoAsync(cancellationToken)));
        }
        report.Add($"sandbox.none.{AtOnce}-at-once.p95", Samples.Percentile(alone, 0.95), "ms", TargetAtOnceMilliseconds);
        report.Add($"sandbox.internet.{AtOnce}-at-once.p95", Samples.Percentile(connected, 0.95), "ms", TargetAtOnceMilliseconds);
        if (podman is not null)
            report.Add($"sandbox.podman.{AtOnce}-at-once.p95", Samples.Percentile(theirs, 0.95), "ms");
    }

    private static Task<double[]> AtOnceAsync(Func<Task<double>> start) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(start)));
}
