namespace CodeRunner.Benchmarks.Sandbox;

/// <summary>
/// From the call that starts a sandbox to the first line of a static busybox in it: nothing is started beforehand, all isolation is on. Without and with the
/// internet and a container engine's take turns, so that they share the machine's moods.
/// </summary>
internal sealed class SandboxBenchmark : IBenchmark
{
    private const int Runs = 30;
    private const int AtOnce = 20;
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
        await MeasureAtOnceAsync(report, node, cancellationToken);
        await RestartMeasurement.RunAsync(report, cancellationToken);
    }

    private static async Task MeasureTurnsAsync(Report report, BenchNode node, PodmanEngine? podman, CancellationToken cancellationToken)
    {
        List<double> ours = [], theirs = [];
        for (var run = 0; run <= Runs; run++)
        {
            var own = await node.TimeEchoAsync(cancellationToken);
            var their = podman is null ? 0 : await podman.TimeEchoAsync(cancellationToken);
            if (run == 0)
                continue;
            ours.Add(own);
            theirs.Add(their);
        }
        report.Add("sandbox.start.median", Samples.Median(ours), "ms", TargetMilliseconds);
        report.Add("sandbox.start.p95", Samples.Percentile(ours, 0.95), "ms");
        if (podman is not null)
            report.Add("sandbox.podman.median", Samples.Median(theirs), "ms");
    }

    private static async Task MeasureAtOnceAsync(Report report, BenchNode node, CancellationToken cancellationToken)
    {
        List<double> all = [];
        for (var round = 0; round < 5; round++)
            all.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => node.TimeEchoAsync(cancellationToken)))));
        report.Add($"sandbox.{AtOnce}-at-once.p95", Samples.Percentile(all, 0.95), "ms", TargetAtOnceMilliseconds);
    }
}
