using System.Globalization;
using CodeRunner.Contracts.Optimization;

namespace CodeRunner.Core.Optimization.Bottlenecks;

/// <summary>Which resource holds a deployment up, and since when. Pure.</summary>
public static class BottleneckDecider
{
    /// <summary>Less of the time lost is not worth telling.</summary>
    private const double LeastShare = 0.05;

    /// <summary>A release that lost less than this part of what is lost now did not have the bottleneck yet.</summary>
    private const double PartBefore = 0.5;

    /// <summary>A release of which fewer moments are known says nothing.</summary>
    private const int LeastSamples = 5;

    /// <summary>
    /// The worst first. <paramref name="samples"/> in any order, of any number of releases; what is told is of the newest release that enough is known of. A rollback is a
    /// new release, so releases follow each other.
    /// </summary>
    public static IReadOnlyList<Bottleneck> Decide(IEnumerable<LoadSample> samples)
    {
        var byRelease = samples.GroupBy(sample => sample.Release).OrderByDescending(release => release.Key).Select(release => release.ToList()).ToList();
        return
        [
            .. Enum.GetValues<BottleneckResource>().Select(resource => Of(resource, byRelease)).OfType<Bottleneck>()
                .OrderByDescending(each => each.Share).ThenBy(each => each.Resource),
        ];
    }

    private static Bottleneck? Of(BottleneckResource resource, List<List<LoadSample>> newestFirst)
    {
        var known = newestFirst.Select(samples => MeanOf(resource, samples)).OfType<ReleaseShare>().ToList();
        if (known.Count == 0 || known[0].Share < LeastShare)
            return null;
        var now = known[0];
        var before = known.FindIndex(each => each.Share < now.Share * PartBefore);
        int? since = before < 0 ? null : known[before - 1].Release;
        var text = $"{Percent(now.Share)} % of the time of release {now.Release} {What(resource)}, measured {now.Samples} times."
            + (before < 0 ? "" : $" In release {known[before].Release} it was {Percent(known[before].Share)} %.");
        return new Bottleneck(resource, now.Share, since, text);
    }

    private static ReleaseShare? MeanOf(BottleneckResource resource, List<LoadSample> samples)
    {
        var shares = samples.Select(sample => sample.ShareOf(resource)).OfType<double>().ToList();
        return shares.Count < LeastSamples ? null : new ReleaseShare(samples[0].Release, shares.Average(), shares.Count);
    }

    private static string What(BottleneckResource resource) => resource switch
    {
        BottleneckResource.Cpu => "the app was held back by its CPU limit",
        BottleneckResource.Memory => "the app waited for memory",
        BottleneckResource.Queue => "requests waited for an instance",
        _ => "the app waited for what it calls",
    };

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture);

    private sealed record ReleaseShare(int Release, double Share, int Samples);
}
