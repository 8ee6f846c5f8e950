using System.Diagnostics;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;

namespace CodeRunner.Benchmarks.Access;

/// <summary>How long a sign-in takes by itself, and how long a hundred at once take: each is written down in the one chain of the platform.</summary>
internal sealed class SignInBenchmark : IBenchmark
{
    private const int People = 100;
    private const int AtOnce = 4;

    public string Name => "signin";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        await Parallel.ForAsync(0, People, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (n, token) =>
            await SendAsync(platform, "register", n, new RegisterRequest(EmailOf(n), Platform.Password, "Benchmark"), token));

        var alone = new List<double>();
        for (var n = 0; n < People; n++)
            alone.Add(await SignInAsync(platform, n, cancellationToken));
        var watch = Stopwatch.StartNew();
        var together = await Task.WhenAll(Enumerable.Range(0, People).Select(n => SignInAsync(platform, n, cancellationToken)));
        var seconds = watch.Elapsed.TotalSeconds;

        report.Add("signin.alone.p50", Percentile(alone, 0.5), "ms");
        report.Add("signin.alone.p95", Percentile(alone, 0.95), "ms");
        report.Add("signin.together.p95", Percentile(together, 0.95), "ms");
        report.Add("signin.together.perSecond", People / seconds, "1/s");
    }

    /// <summary>In milliseconds.</summary>
    private static async Task<double> SignInAsync(Platform platform, int n, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await SendAsync(platform, "login", n, new LoginRequest(EmailOf(n), Platform.Password), cancellationToken);
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Each from an address of its own: the limit of tries is one address's.</summary>
    private static async Task SendAsync(Platform platform, string what, int n, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/auth/{what}") { Content = JsonContent.Create(body, body.GetType(), options: Wire.Json) };
        request.Headers.Add("X-Forwarded-For", $"192.0.2.{n + 1}");
        using var answer = await platform.Http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static string EmailOf(int n) => $"person-{n}@example.org";

    private static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)((sorted.Count - 1) * share)];
    }
}
