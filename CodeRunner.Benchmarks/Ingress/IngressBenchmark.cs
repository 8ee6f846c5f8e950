namespace CodeRunner.Benchmarks.Ingress;

/// <summary>
/// Requests/s and p99 through the ingress beside nginx (one worker), to the same server, alternating: one that does nothing, so that all time is the proxies', and a plain
/// Node.js one. On a machine that does other work too, only the ratio means something.
/// </summary>
internal sealed class IngressBenchmark : IBenchmark
{
    private const int Rounds = 7;
    private const int Seconds = 4;
    private const int Connections = 64;
    private const double TargetRatio = 0.9;

    public string Name => "ingress";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using (var upstream = await Part.StartAsync(Role.Upstream))
            await MeasureAsync(report, "ingress", upstream.Port, TargetRatio, cancellationToken);
        await using (var upstream = await NodeServer.StartAsync(cancellationToken))
            await MeasureAsync(report, "ingress.node", upstream.Port, target: null, cancellationToken);
    }

    private static async Task MeasureAsync(Report report, string name, int upstream, double? target, CancellationToken cancellationToken)
    {
        await using var ingress = await Part.StartAsync(Role.Proxy, upstream.ToString());
        await using var nginx = await Nginx.StartAsync(upstream, workers: "1");
        foreach (var port in (int[])[ingress.Port, nginx.Port, ingress.Port, ingress.Port])
            await Wrk.RunAsync(port, Connections, Seconds, cancellationToken); // compiles what is hot
        List<Wrk> ours = [], theirs = [];
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await Wrk.RunAsync(ingress.Port, Connections, Seconds, cancellationToken));
            theirs.Add(await Wrk.RunAsync(nginx.Port, Connections, Seconds, cancellationToken));
        }
        report.Add($"{name}.requests", Samples.Median(ours.Select(run => run.RequestsPerSecond)), "1/s");
        report.Add($"{name}.nginx.requests", Samples.Median(theirs.Select(run => run.RequestsPerSecond)), "1/s");
        report.Add($"{name}.p99", Samples.Median(ours.Select(run => run.P99Milliseconds)), "ms");
        report.Add($"{name}.nginx.p99", Samples.Median(theirs.Select(run => run.P99Milliseconds)), "ms");
        // Of each round, as its runs had the same neighbours on the machine.
        var ratio = Samples.Median(ours.Zip(theirs, (our, their) => our.RequestsPerSecond / their.RequestsPerSecond));
        if (target is { } least)
            report.AddAtLeast($"{name}.ratio-to-nginx", ratio, "", least);
        else
            report.Add($"{name}.ratio-to-nginx", ratio, "");
        report.Add($"{name}.failed", ours.Sum(run => run.Failed), "requests", 0);
    }
}
