namespace CodeRunner.Core.Optimization.Costs;

/// <summary>What usage costs. Pure.</summary>
public static class CostCalculator
{
    private const decimal BytesPerGb = 1L << 30;

    /// <summary>A year of a million cores: what claims to be more is a mistake in measuring, and may not overflow a sum.</summary>
    private const double MostHours = 1e10;

    /// <summary>
    /// Of a resource the larger of what was reserved and what was used is paid for: who reserves nothing pays what they use. <paramref name="reserved"/> are limits for as long as
    /// instances ran; <paramref name="egressBytes"/> is what was sent.
    /// </summary>
    public static Cost Of(ResourceHours reserved, ResourceHours used, long requests, long egressBytes, PriceList prices)
    {
        var (cpu, idleCpu) = Priced(reserved.Cpu, used.Cpu, prices.CpuHour);
        var (memory, idleMemory) = Priced(reserved.Gb, used.Gb, prices.GbHour);
        return new Cost(cpu, memory, Math.Max(0, requests) * prices.Request, Math.Max(0, egressBytes) / BytesPerGb * prices.EgressGb, idleCpu + idleMemory);
    }

    private static (decimal Paid, decimal Idle) Priced(double reserved, double used, decimal price)
    {
        var (had, took) = (Amount(reserved), Amount(used));
        return (Math.Max(had, took) * price, Math.Max(0, had - took) * price);
    }

    private static decimal Amount(double hours) => hours > 0 ? (decimal)Math.Min(hours, MostHours) : 0;
}
