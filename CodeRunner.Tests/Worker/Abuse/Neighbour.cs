using System.Diagnostics;
using CodeRunner.Tests.Worker.Sandboxes;
using Xunit.Abstractions;

namespace CodeRunner.Tests.Worker.Abuse;

/// <summary>Another project's app on the same node that answers requests, and how long they take while somebody misbehaves.</summary>
internal sealed class Neighbour(SandboxHost host, ITestOutputHelper output)
{
    private const string Server = """
        $| = 1; $s = IO::Socket::IP->new(LocalAddr => '0.0.0.0', LocalPort => $ENV{PORT}, Listen => 50) or die $!;
        print "ready\n"; while ($c = $s->accept) { print $c 'hello'; close $c }
        """;

    // Twice the baseline is what a machine of its own holds. Here other tests run beside, so that only a bug goes beyond this.
    private const double MostMilliseconds = 15_000;
    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(1.5);
    private Guid _id;
    private double _baseline;

    public static async Task<Neighbour> StartAsync(SandboxHost host, ITestOutputHelper output)
    {
        var neighbour = new Neighbour(host, output);
        neighbour._id = await host.StartAsync(host.Spec("/usr/bin/perl", "-MIO::Socket::IP", "-e", Server) with { Listens = true });
        await host.WaitForLineAsync(neighbour._id, line => line == "ready");
        neighbour._baseline = await neighbour.MeasureAsync();
        return neighbour;
    }

    /// <summary>It answers as before, the numbers are printed, and the platform starts another sandbox.</summary>
    public async Task ShouldNotMindAsync(string what)
    {
        var p99 = await MeasureAsync();
        output.WriteLine($"{what}: the neighbour's p99 was {_baseline:0.0} ms before and {p99:0.0} ms meanwhile");
        p99.ShouldBeLessThan(Math.Max(MostMilliseconds, 2 * _baseline));
        (await host.RunAsync("echo alive")).Output.ShouldBe(["alive"]);
    }

    private async Task<double> MeasureAsync()
    {
        var times = new List<double>();
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Sample || times.Count < 20; await Task.Delay(5, host.Soon))
        {
            var asked = Stopwatch.GetTimestamp();
            await using var connection = await host.Provider.ConnectAsync(_id, host.Soon);
            using var reader = new StreamReader(connection);
            (await reader.ReadToEndAsync(host.Soon)).ShouldBe("hello");
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        times.Sort();
        return times[(int)(times.Count * 0.99)];
    }
}
