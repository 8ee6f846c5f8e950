using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace CodeRunner.Benchmarks.Load;

/// <summary>
/// A hundred people at work: lists and gets, log tails, edits of configurations, looks at a status, sign-ins and releases, with a second to think between. How long each waits for its
/// answer, what fails, and what the control plane takes for it. CODERUNNER_BENCH_SECONDS says for how long.
/// </summary>
internal sealed class LoadBenchmark : IBenchmark
{
    private const int Teams = 10;
    private const int TeamSize = 10;
    private const int Seed = 1;
    private const double TargetP99 = 25;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(BenchSettings.Seconds(120));

    private readonly ConcurrentQueue<(LoadAct Act, double Milliseconds)> done = new();
    private readonly ConcurrentQueue<string> failures = new();

    public string Name => "load";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        var people = new List<LoadPerson>();
        for (var team = 0; team < Teams; team++)
            people.AddRange(await LoadTeam.FormAsync(platform, team, TeamSize, cancellationToken));
        await WorkAsync(people, WarmUp, Seed, cancellationToken);
        done.Clear();
        failures.Clear();

        await using var connections = await ConnectionWatch.StartAsync(await platform.DatabaseAsync(cancellationToken));
        var trees = new Dictionary<string, ProcessGroup>();
        foreach (var service in Platform.Services)
            trees[service] = ProcessGroup.Tree(await platform.ProcessIdAsync(service, cancellationToken));
        var before = trees.ToDictionary(each => each.Key, each => each.Value.ProcessorSeconds());
        var watch = Stopwatch.StartNew();
        await WorkAsync(people, Length, Seed + 1, cancellationToken);
        var seconds = watch.Elapsed.TotalSeconds;

        report.Add("load.requests", done.Count, "requests");
        report.Add("load.rate", done.Count / seconds, "1/s");
        report.Add("load.failed", failures.Count, "requests", 0);
        foreach (var why in failures.GroupBy(each => each).OrderByDescending(each => each.Count()).Take(5))
            Console.Error.WriteLine($"{why.Count()} × {why.Key}");
        var waits = done.Where(each => each.Act != LoadAct.SignIn).Select(each => each.Milliseconds).ToList();
        report.Add("load.median", Samples.Median(waits), "ms");
        report.Add("load.p99", Samples.Percentile(waits, 0.99), "ms", TargetP99);
        foreach (var act in done.GroupBy(each => each.Act, each => each.Milliseconds).OrderBy(each => each.Key))
        {
            var name = JsonNamingPolicy.KebabCaseLower.ConvertName(act.Key.ToString());
            report.Add($"load.{name}.count", act.Count(), "requests");
            report.Add($"load.{name}.median", Samples.Median(act), "ms");
            report.Add($"load.{name}.p99", Samples.Percentile(act, 0.99), "ms");
        }
        foreach (var (service, tree) in trees)
        {
            report.Add($"load.{service}.cpu", 100 * (tree.ProcessorSeconds() - before[service]) / seconds, "% of a core");
            report.Add($"load.{service}.memory", tree.Mebibytes(), "MiB PSS");
        }
        report.Add("load.database-connections", connections.Most, "at once");
        people.ForEach(person => person.Dispose());
    }

    private Task WorkAsync(IReadOnlyList<LoadPerson> people, TimeSpan length, int seed, CancellationToken cancellationToken)
    {
        var until = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        return Task.WhenAll(people.Select(person => WorkAsync(person, until, new Random((seed * 100_003) + person.Number), cancellationToken)));
    }

    private async Task WorkAsync(LoadPerson person, long until, Random random, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(LoadMix.Think(random), cancellationToken);
            if (Stopwatch.GetTimestamp() >= until)
                return;
            var act = LoadMix.Next(random);
            var began = Stopwatch.GetTimestamp();
            try
            {
                await person.DoAsync(act, random, cancellationToken);
            }
            catch (HttpRequestException exception)
            {
                failures.Enqueue($"{act}: {exception.Message}");
            }
            done.Enqueue((act, Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        }
    }
}
