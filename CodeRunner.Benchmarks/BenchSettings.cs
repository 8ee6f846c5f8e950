using System.Globalization;

namespace CodeRunner.Benchmarks;

/// <summary>What the environment says about all benchmarks.</summary>
internal static class BenchSettings
{
    /// <summary>CODERUNNER_BENCH_SECONDS, where it is set: for how long each part measures.</summary>
    public static int Seconds(int usually) =>
        Environment.GetEnvironmentVariable("CODERUNNER_BENCH_SECONDS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usually;
}
