namespace CodeRunner.Benchmarks.Chaos;

/// <summary>Faults at random, the same for the same seed: each service has its own, one after the other, and those of different services meet as it happens. Pure.</summary>
internal static class FaultSchedule
{
    private static readonly TimeSpan MeanPause = TimeSpan.FromSeconds(25);
    private static readonly (FaultKind Kind, TimeSpan Longest)[] Kinds =
        [(FaultKind.Kill, TimeSpan.FromSeconds(5)), (FaultKind.Stop, TimeSpan.FromSeconds(10)), (FaultKind.Delay, TimeSpan.FromSeconds(8))];

    /// <summary>In order of time, each over before <paramref name="length"/>.</summary>
    public static IReadOnlyList<Fault> Make(int seed, TimeSpan length) => [.. Platform.Services.SelectMany((service, index) => Of(service, new Random((seed * Platform.Services.Count) + index), length)).OrderBy(each => each.At)];

    private static IEnumerable<Fault> Of(string service, Random random, TimeSpan length)
    {
        for (var at = TimeSpan.Zero; ;)
        {
            at -= MeanPause * Math.Log(1 - random.NextDouble());
            var (kind, longest) = Kinds[random.Next(Kinds.Length)];
            // The only Worker that is asked to end takes its apps with it, as at Ctrl-C: no fault, and no restart to be counted.
            if (service == "worker" && kind == FaultKind.Stop)
                kind = FaultKind.Kill;
            var duration = longest * random.NextDouble();
            if (at + duration > length)
                yield break;
            yield return new Fault(at, service, kind, duration);
            at += duration;
        }
    }
}
