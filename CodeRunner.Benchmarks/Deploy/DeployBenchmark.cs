using System.Diagnostics;

namespace CodeRunner.Benchmarks.Deploy;

/// <summary>From the first byte of the upload of samples/node-http to the first 200 through the ingress.</summary>
internal sealed class DeployBenchmark : IBenchmark
{
    private const int Runs = 10;
    private const double TargetSeconds = 3;

    public string Name => "deploy";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        var archive = SampleApp.Zip("node-http");
        var seconds = new List<double>();
        for (var run = 0; run <= Runs; run++)
        {
            var elapsed = await DeployAsync(platform, $"run {run}", archive, cancellationToken);
            if (run > 0) // the first one warms the services
                seconds.Add(elapsed.TotalSeconds);
        }
        report.Add("deploy.node-http.median", Samples.Median(seconds), "s", TargetSeconds);
        report.Add("deploy.node-http.worst", seconds.Max(), "s");
    }

    private static async Task<TimeSpan> DeployAsync(Platform platform, string name, byte[] archive, CancellationToken cancellationToken)
    {
        using var app = await SampleApp.CreateAsync(platform, name, cancellationToken);
        var watch = Stopwatch.StartNew();
        await app.UploadAsync(archive, cancellationToken);
        await app.WaitUntilServedAsync(cancellationToken);
        return watch.Elapsed;
    }
}
