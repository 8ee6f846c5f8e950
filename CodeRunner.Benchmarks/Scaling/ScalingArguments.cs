using System.Globalization;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>What is typed after `bench scaling`. Days are counted from the trace's start, with fractions; <see cref="To"/> is not in it.</summary>
internal sealed record ScalingArguments(string? Trace, double? BinSeconds, double? Capacity, int? StartupSeconds, double? From, double? To)
{
    public const string Usage = "usage: bench scaling [--trace FILE.csv] [--bin SECONDS] [--capacity RPS] [--startup SECONDS] [--from DAY] [--to DAY]";

    /// <summary>Throws <see cref="UsageException"/> with what is wrong.</summary>
    public static ScalingArguments Parse(IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<string, string>();
        for (var index = 0; index < arguments.Count; index += 2)
        {
            if (arguments[index] is not ("--trace" or "--bin" or "--capacity" or "--startup" or "--from" or "--to") || index + 1 == arguments.Count)
                throw new UsageException($"{arguments[index]}: not understood. {Usage}");
            given[arguments[index]] = arguments[index + 1];
        }
        var parsed = new ScalingArguments(
            given.GetValueOrDefault("--trace"), Number(given, "--bin", 1), Number(given, "--capacity", 1e-6), (int?)Number(given, "--startup", 0), Number(given, "--from", 0), Number(given, "--to", 0));
        return parsed is { From: { } from, To: { } to } && from >= to ? throw new UsageException("--from must be before --to.") : parsed;
    }

    private static double? Number(Dictionary<string, string> given, string name, double least) => !given.TryGetValue(name, out var text) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && double.IsFinite(number) ? number
        : throw new UsageException($"{name} must be a number of at least {least.ToString(CultureInfo.InvariantCulture)}.");
}
