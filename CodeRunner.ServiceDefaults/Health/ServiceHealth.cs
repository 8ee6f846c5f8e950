using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.ServiceDefaults;

/// <summary>
/// What a service needs, asked at most once a second however many want to know: anybody may ask, and each look opens connections. Whether it may take work is asked each
/// time, of what is in memory.
/// </summary>
public sealed class ServiceHealth(HealthCheckService checks, TimeProvider clock)
{
    internal const string Ready = "ready";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>The process answers, whatever else.</summary>
    internal static readonly HealthReport Alive = new(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero);

    private readonly Lock gate = new();
    private Task<HealthReport>? needs;
    private long askedAt;
    private volatile bool started;

    /// <summary>What it needs, such as its database, with how long each took to answer.</summary>
    public Task<HealthReport> NeedsAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (needs is null || (needs.IsCompleted && clock.GetElapsedTime(askedAt) >= Fresh))
                (needs, askedAt) = (Task.Run(() => checks.CheckHealthAsync(check => !check.Tags.Contains(Ready), CancellationToken.None), CancellationToken.None), clock.GetTimestamp());
            return needs.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether it may take work: what it needs, and what only it can say of itself.</summary>
    public async Task<HealthReport> ReadyAsync(CancellationToken cancellationToken)
    {
        var itself = checks.CheckHealthAsync(check => check.Tags.Contains(Ready), cancellationToken);
        var (all, own) = (await NeedsAsync(cancellationToken), await itself);
        return new HealthReport(all.Entries.Concat(own.Entries).ToDictionary(), all.TotalDuration + own.TotalDuration);
    }

    /// <summary>Whether it could take work once since it began: what it needs may go away later without its being ended for that, which would bring nothing back.</summary>
    public async Task<HealthReport> StartedAsync(CancellationToken cancellationToken)
    {
        if (started)
            return Alive;
        var report = await ReadyAsync(cancellationToken);
        started = report.Status != HealthStatus.Unhealthy;
        return report;
    }
}
