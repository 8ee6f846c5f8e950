using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CodeRunner.Benchmarks.Ingress;

/// <summary>One run of wrk.</summary>
internal sealed partial record Wrk(double RequestsPerSecond, double P99Milliseconds, int Failed)
{
    public static async Task<Wrk> RunAsync(int port, int connections, int seconds, CancellationToken cancellationToken, string slug = LoneIngress.Slug)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", "-H", $"Host: {slug}.localhost", $"http://127.0.0.1:{port}/"])
        { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var p99 = Percentile().Match(text);
        return new Wrk(
            Number(Rate().Match(text).Groups[1].Value),
            Number(p99.Groups[1].Value) * (p99.Groups[2].Value switch { "us" => 0.001, "s" => 1000, _ => 1 }),
            Failures().Matches(text).Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Percentile();

    [GeneratedRegex(@"(?:connect|read|write|timeout|Non-2xx or 3xx responses:) (\d+)")]
    private static partial Regex Failures();
}
