using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>Four hours of loads on which the number of instances has no reason to go to and fro. Requests/s in minutes.</summary>
internal static class SteadyTraces
{
    /// <summary>Requests/s that an instance serves.</summary>
    public const double Capacity = 20;

    private const int Minutes = 240;
    private const double Usual = 200;
    private const double Noise = 0.1;

    public static IReadOnlyList<(string Name, LoadTrace Trace)> All { get; } =
    [
        ("constant", Make(_ => Usual)), ("noise", Noisy()), ("step", Make(minute => minute < Minutes / 2 ? Usual : 3 * Usual)),
    ];

    private static LoadTrace Make(Func<int, double> rate) => new(60, [.. Enumerable.Range(0, Minutes).Select(minute => 60 * rate(minute))]);

    private static LoadTrace Noisy()
    {
        var random = new Random(1);
        return Make(_ => Usual * (1 + Noise * (2 * random.NextDouble() - 1)));
    }
}
