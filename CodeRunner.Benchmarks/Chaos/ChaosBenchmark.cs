using System.Globalization;
using CodeRunner.Contracts.Audit;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>
/// PostgreSQL, Redis, Api, Web and Worker killed, stopped and delayed at random, each by itself and together, while apps are asked and log and somebody changes a configuration. At the end the
/// promises are looked at: what was accepted is there, no line is lost, no app was restarted, the audit log holds. `--seed N` repeats a schedule, `--minutes M` says for how long.
/// </summary>
internal sealed class ChaosBenchmark(string[] arguments) : IBenchmark
{
    private const int Apps = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Name => "chaos";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        var given = Read(arguments);
        var seed = given.GetValueOrDefault("--seed", Random.Shared.Next(1, 1_000_000));
        var length = TimeSpan.FromMinutes(given.GetValueOrDefault("--minutes", 10));
        var schedule = FaultSchedule.Make(seed, length);
        await Console.Error.WriteLineAsync($"Seed {seed}: {schedule.Count} faults in {length.TotalMinutes:0} minutes. Again: ./coderunner chaos --seed {seed} --minutes {length.TotalMinutes:0}");

        await using var platform = await Platform.StartAsync(cancellationToken);
        var apps = await ChaosApps.DeployAsync(platform, Apps, cancellationToken);
        var before = await apps.ProcessesAsync(cancellationToken);
        using var visitors = new Visitors(platform.Apps, apps.Deployments, Pause);
        using var writes = new AcceptedWrites(platform);

        await new FaultMaker(platform, Console.Error).RunAsync(schedule, cancellationToken);
        await platform.StartAsync(Platform.Services, cancellationToken);
        await writes.EndAsync();
        var settled = await Wait.UntilAsync(
            async () => await platform.NodeAsync(cancellationToken) is { Alive: true, Unowned: 0 } && (await apps.ProcessesAsync(cancellationToken)).Count == Apps,
            "every app has its Worker and answers", Patience, cancellationToken, Wait.Seldom);
        var failed = await visitors.EndAsync();
        await platform.SignInAgainAsync(cancellationToken);
        var after = await apps.ProcessesAsync(cancellationToken);
        var (lines, lost, doubled) = await apps.CountLinesAsync(cancellationToken);
        var audit = await platform.GetAsync<AuditVerification>($"/api/projects/{platform.Project}/audit/verify", cancellationToken);

        report.Add("chaos.seed", seed, "");
        report.Add("chaos.faults", schedule.Count, "faults");
        report.Add("chaos.requests", visitors.Asked, "requests");
        report.Add("chaos.requests-failed", failed, "requests");
        report.Add("chaos.writes-accepted", writes.Accepted, "writes");
        report.Add("chaos.writes-refused", writes.Refused, "writes");
        report.Add("chaos.writes-lost", await writes.CountLostAsync(cancellationToken), "keys", 0);
        report.Add("chaos.processes-changed", before.Count(each => after.GetValueOrDefault(each.Key) != each.Value), "apps", 0);
        report.Add("chaos.lines", lines, "lines");
        report.Add("chaos.lines-lost", lost, "lines", 0);
        report.Add("chaos.lines-doubled", doubled, "lines", 0);
        report.Add("chaos.audit-broken", audit.Valid ? 0 : 1, "chains", 0);
        report.Add("chaos.settled-after", settled.TotalSeconds, "s");
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
