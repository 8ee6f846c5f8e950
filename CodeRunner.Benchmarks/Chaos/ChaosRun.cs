using CodeRunner.Contracts.Audit;

namespace CodeRunner.Benchmarks.Chaos;

/// <summary>
/// A platform of its own that suffers a schedule of faults, while apps are asked and log, somebody changes a configuration and somebody deploys. When it is over and all is up again, the promises are
/// looked at: what was accepted is there and done, no line is lost, no app was restarted, the audit log holds.
/// </summary>
internal static class ChaosRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Tells <paramref name="people"/> of each fault.</summary>
    public static async Task<ChaosOutcome> RunAsync(IReadOnlyList<Fault> schedule, int count, TextWriter people, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        var apps = await ChaosApps.DeployAsync(platform, count, cancellationToken);
        var before = await apps.ProcessesAsync(cancellationToken);
        using var visitors = new Visitors(platform.Apps, apps.Deployments, Pause);
        using var writes = new AcceptedWrites(platform);
        using var releases = await AcceptedReleases.BeginAsync(platform, cancellationToken);

        await new FaultMaker(platform, people).RunAsync(schedule, cancellationToken);
        await platform.StartAsync(Platform.Services, cancellationToken);
        await writes.EndAsync();
        await releases.EndAsync();
        var settled = await Wait.UntilAsync(
            async () => await platform.NodeAsync(cancellationToken) is { Alive: true, Unowned: 0 } && (await apps.ProcessesAsync(cancellationToken)).Count == count,
            "every app has its Worker and answers",
            Patience,
            cancellationToken,
            Wait.Seldom);
        var failed = await visitors.EndAsync();
        await platform.SignInAgainAsync(cancellationToken);
        var (releasesLost, unfinished) = await releases.CountAsync(cancellationToken);
        var after = await apps.ProcessesAsync(cancellationToken);
        var (lines, lost, doubled) = await apps.CountLinesAsync(cancellationToken);
        var audit = await platform.GetAsync<AuditVerification>($"/api/projects/{platform.Project}/audit/verify", cancellationToken);
        return new ChaosOutcome(
            visitors.Asked,
            failed,
            writes.Accepted,
            writes.Refused,
            await writes.CountLostAsync(cancellationToken),
            releases.Accepted,
            releasesLost,
            unfinished,
            before.Count(each => after.GetValueOrDefault(each.Key) != each.Value),
            lines,
            lost,
            doubled,
            audit.Valid ? 0 : 1,
            settled);
    }
}
