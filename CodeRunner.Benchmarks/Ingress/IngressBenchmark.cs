namespace CodeRunner.Benchmarks.Ingress;

/// <summary>Requests/s and p99 through the ingress beside nginx, to the same server, alternating. On a machine that does other work too, only the ratio means something.</summary>
internal sealed class IngressBenchmark : IBenchmark
{
    private const int Rounds = 5;
    private const int Seconds = 5;
    private const int Connections = 64;
    private const double TargetRatio = 0.9;

    public string Name => "ingress";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var upstream = await Part.StartAsync(Role.Upstream);
        await using var ingress = await Part.StartAsync(Role.Proxy, upstream.Port.ToString());
        await using var single = await Nginx.StartAsync(upstream.Port, workers: "1");
        await using var many = await Nginx.StartAsync(upstream.Port, workers: "auto");
        int[] ports = [ingress.Port, single.Port, many.Port];
        foreach (var port in ports)
            await Wrk.RunAsync(port, Connections, Seconds, cancellationToken); // compiles what is hot
        await Wrk.RunAsync(ingress.Port, Connections, 2 * Seconds, cancellationToken);
        var runs = ports.ToDictionary(port => port, _ => new List<Wrk>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var port in ports)
                runs[port].Add(await Wrk.RunAsync(port, Connections, Seconds, cancellationToken));
        }
        Tell(report, runs[ingress.Port], runs[single.Port], runs[many.Port]);
    }

    private static void Tell(Report report, List<Wrk> ours, List<Wrk> single, List<Wrk> many)
    {
        report.Add("ingress.requests", Samples.Median(ours.Select(run => run.RequestsPerSecond)), "1/s");
        report.Add("ingress.nginx.requests", Samples.Median(single.Select(run => run.RequestsPerSecond)), "1/s");
        report.Add("ingress.nginx-auto.requests", Samples.Median(many.Select(run => run.RequestsPerSecond)), "1/s");
        report.Add("ingress.p99", Samples.Median(ours.Select(run => run.P99Milliseconds)), "ms");
        report.Add("ingress.nginx.p99", Samples.Median(single.Select(run => run.P99Milliseconds)), "ms");
        report.Add("ingress.nginx-auto.p99", Samples.Median(many.Select(run => run.P99Milliseconds)), "ms");
        report.AddAtLeast("ingress.ratio-to-nginx", Ratio(ours, single), "", TargetRatio);
        report.Add("ingress.ratio-to-nginx-auto", Ratio(ours, many), "");
        report.Add("ingress.failed", ours.Sum(run => run.Failed), "requests", 0);
    }

    /// <summary>Of each round, as its runs had the same neighbours on the machine.</summary>
    private static double Ratio(List<Wrk> ours, List<Wrk> theirs) =>
        Samples.Median(ours.Zip(theirs, (our, their) => our.RequestsPerSecond / their.RequestsPerSecond));
}
