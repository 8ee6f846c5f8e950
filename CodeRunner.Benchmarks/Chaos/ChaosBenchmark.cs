using System.Globalization;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>
/// PostgreSQL, Redis, Api, Web and Worker killed, stopped and delayed at random, each by itself and together, and what became of the promises. `--seed N` repeats a schedule, `--minutes M` says for how long.
/// </summary>
internal sealed class ChaosBenchmark(string[] arguments) : IBenchmark
{
    private const int Apps = 10;

    public string Name => "chaos";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        var given = Read(arguments);
        var seed = given.GetValueOrDefault("--seed", Random.Shared.Next(1, 1_000_000));
        var length = TimeSpan.FromMinutes(given.GetValueOrDefault("--minutes", 10));
        var schedule = FaultSchedule.Make(seed, length);
        await Console.Error.WriteLineAsync($"Seed {seed}: {schedule.Count} faults in {length.TotalMinutes:0} minutes. Again: ./coderunner chaos --seed {seed} --minutes {length.TotalMinutes:0}");

        var outcome = await ChaosRun.RunAsync(schedule, Apps, Console.Error, cancellationToken);

        report.Add("chaos.seed", seed, "");
        report.Add("chaos.faults", schedule.Count, "faults");
        report.Add("chaos.requests", outcome.Requests, "requests");
        report.Add("chaos.requests-failed", outcome.RequestsFailed, "requests");
        report.Add("chaos.writes-accepted", outcome.WritesAccepted, "writes");
        report.Add("chaos.writes-refused", outcome.WritesRefused, "writes");
        report.Add("chaos.releases-accepted", outcome.ReleasesAccepted, "releases");
        report.Add("chaos.lines", outcome.Lines, "lines");
        report.Add("chaos.settled-after", outcome.Settled.TotalSeconds, "s");
        foreach (var (name, times, unit) in outcome.Promises)
            report.Add($"chaos.{name}", times, unit, 0);
    }

    /// <summary>Throws <see cref="UsageException"/> with what is wrong.</summary>
    private static Dictionary<string, int> Read(string[] arguments)
    {
        var given = new Dictionary<string, int>();
        foreach (var pair in arguments.Chunk(2))
            given[pair[0]] = pair is ["--seed" or "--minutes", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new UsageException($"{string.Join(' ', pair)}: not understood. usage: chaos [--seed N] [--minutes M], each a whole number of 1 or more");
        return given;
    }
}
