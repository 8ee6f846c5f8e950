namespace CodeRunner.Benchmarks.Chaos;

/// <summary>Faults at random, the same for the same seed: each service has its own, one after the other, and those of different services meet as it happens. Pure.</summary>
internal static class FaultSchedule
{
    private static readonly TimeSpan MeanPause = TimeSpan.FromSeconds(25);
    private static readonly (FaultKind Kind, TimeSpan Longest)[] Kinds =
        [(FaultKind.Kill, TimeSpan.FromSeconds(5)), (FaultKind.Stop, TimeSpan.FromSeconds(10)), (FaultKind.Delay, TimeSpan.FromSeconds(8))];

    /// <summary>In order of time, each over before <paramref name="length"/>.</summary>
    public static IReadOnlyList<Fault> Make(int seed, TimeSpan length) => Make(seed, random => Of(random, length));

    /// <summary>Every service suffers every kind once, one in each third of <paramref name="length"/>, in an order of its own.</summary>
    public static IReadOnlyList<Fault> MakeShort(int seed, TimeSpan length) => Make(seed, random => EveryKind(random, length / Kinds.Length));

    private static IReadOnlyList<Fault> Make(int seed, Func<Random, IEnumerable<(FaultKind Kind, TimeSpan At, TimeSpan For)>> of) =>
    [
        .. Platform.Services.SelectMany((service, index) => of(new Random((seed * Platform.Services.Count) + index)).Select(each => new Fault(each.At, service, Kind(service, each.Kind), each.For)))
            .OrderBy(each => each.At),
    ];

    /// <summary>The only Worker that is asked to end takes its apps with it, as at Ctrl-C: no fault, and no restart to be counted.</summary>
    private static FaultKind Kind(string service, FaultKind kind) => service == "worker" && kind == FaultKind.Stop ? FaultKind.Kill : kind;

    private static IEnumerable<(FaultKind Kind, TimeSpan At, TimeSpan For)> Of(Random random, TimeSpan length)
    {
        for (var at = TimeSpan.Zero; ;)
        {
            at -= MeanPause * Math.Log(1 - random.NextDouble());
            var (kind, longest) = Kinds[random.Next(Kinds.Length)];
            var duration = longest * random.NextDouble();
            if (at + duration > length)
                yield break;
            yield return (kind, at, duration);
            at += duration;
        }
    }

    private static IEnumerable<(FaultKind Kind, TimeSpan At, TimeSpan For)> EveryKind(Random random, TimeSpan third)
    {
        var kinds = Kinds.ToArray();
        random.Shuffle(kinds);
        return kinds.Select((each, index) => (each.Kind, third * (index + (random.NextDouble() / 2)), Shorter(each.Longest, third / 2) * random.NextDouble()));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
