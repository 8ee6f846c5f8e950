using CodeRunner.Contracts.Deployments;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Optimization.Costs;

/// <summary>Which release served a deployment when, and with what limits: the newest of them, from the first time that is asked about on.</summary>
public sealed class LimitsTimeline(IReadOnlyList<ServedRelease> oldestFirst, Limits usual)
{
    /// <summary>More releases than this in the time that is asked about are not looked at: the oldest of them count as those that are known.</summary>
    private const int MostReleases = 200;

    public IReadOnlyList<ServedRelease> Releases => oldestFirst;

    public Limits At(long unixSeconds) => ReleaseAt(unixSeconds)?.Limits ?? usual;

    /// <summary>The one that served then; before the first one, that.</summary>
    public ServedRelease? ReleaseAt(long unixSeconds)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
        return oldestFirst.LastOrDefault(each => each.ServedAt <= time) ?? oldestFirst.FirstOrDefault();
    }

    /// <summary>Since when a limit is what it is; null where it never was another.</summary>
    public DateTimeOffset? Since(Func<Limits, double> limit)
    {
        if (oldestFirst.Count == 0)
            return null;
        var now = limit(oldestFirst[^1].Limits);
        var before = oldestFirst.ToList().FindLastIndex(each => limit(each.Limits) != now);
        return before < 0 ? null : oldestFirst[before + 1].ServedAt;
    }

    public static async Task<LimitsTimeline> ReadAsync(CodeRunnerDb db, Guid deploymentId, Limits usual, CancellationToken cancellationToken)
    {
        var newest = await db.Releases.AsNoTracking()
            .Where(release => release.DeploymentId == deploymentId && release.ServedAt != null)
            .OrderByDescending(release => release.Number)
            .Take(MostReleases)
            .Select(release => new { release.Id, release.Number, release.ServedAt, release.Limits })
            .ToListAsync(cancellationToken);
        return new LimitsTimeline([.. newest.OrderBy(each => each.ServedAt).Select(each => new ServedRelease(each.Id, each.Number, each.ServedAt!.Value, each.Limits))], usual);
    }
}
