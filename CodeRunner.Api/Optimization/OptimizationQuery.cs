using System.ComponentModel;
using System.Globalization;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Optimization;
using Microsoft.AspNetCore.Mvc;

namespace CodeRunner.Api.Optimization;

/// <summary>What is wished of the optimizer, as the client wrote it.</summary>
internal sealed record OptimizationQuery(
    [FromQuery(Name = "strategy")][property: Description("aggressive, balanced (when left out) or conservative.")] string? Strategy,
    [FromQuery(Name = "cpu")][property: Description("How much of a CPU limit shall be used on average at most, 0.1 to 1.")] string? Cpu,
    [FromQuery(Name = "memory")][property: Description("How much of a memory limit shall be used on average at most, 0.1 to 1.")] string? Memory,
    [FromQuery(Name = "cost")][property: Description("What a month may cost, in the project's currency: within it only savings are advised that risk next to nothing.")] string? Cost)
{
    private const string NoShare = "It must be a number from 0.1 to 1.";

    public Faults Check(out OptimizationStrategy strategy, out OptimizationTargets targets)
    {
        strategy = OptimizationStrategy.Balanced;
        var known = Strategy is null || (Enum.TryParse(Strategy, ignoreCase: true, out strategy) && Enum.IsDefined(strategy) && !char.IsDigit(Strategy[0]));
        var (cpu, memory) = (Share(Cpu), Share(Memory));
        decimal? cost = decimal.TryParse(Cost, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount <= 1_000_000_000 ? amount : null;
        targets = new OptimizationTargets(cpu, memory, cost);
        return new Faults()
            .Check(known, "strategy", "It must be aggressive, balanced or conservative.")
            .Check(string.IsNullOrEmpty(Cpu) || cpu is not null, "cpu", NoShare)
            .Check(string.IsNullOrEmpty(Memory) || memory is not null, "memory", NoShare)
            .Check(string.IsNullOrEmpty(Cost) || cost is not null, "cost", "It must be an amount from 0 on.");
    }

    private static double? Share(string? text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0.1 and <= 1 ? share : null;
}
