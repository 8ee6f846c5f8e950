namespace CodeRunner.Core.Optimization.Costs;

/// <summary>What usage costs. Pure.</summary>
public static class CostCalculator
{
    private const decimal BytesPerGb = 1L << 30;

    /// <summary>A year of a million cores: what claims to be more is a mistake in measuring, and may not overflow a sum.</summary>
    private const double MostHours = 1e10;

    /// <summary>Of a resource the larger of what was reserved and what was used is paid for: who reserves nothing pays what they use.</summary>
    public static Cost Of(UsageHour usage, PriceList prices)
    {
        var (cpu, idleCpu) = Priced(usage.Reserved.Cpu, usage.Used.Cpu, prices.CpuHour);
        var (memory, idleMemory) = Priced(usage.Reserved.Gb, usage.Used.Gb, prices.GbHour);
        return new Cost(cpu, memory, Math.Max(0, usage.Requests) * prices.Request, Math.Max(0, usage.EgressBytes) / BytesPerGb * prices.EgressGb, idleCpu + idleMemory);
    }

    public static Cost Sum(IEnumerable<UsageHour> hours, PriceList prices) => hours.Aggregate(default(Cost), (sum, hour) => sum + Of(hour, prices));

    public static SortedDictionary<Guid, Cost> ByDeployment(IEnumerable<UsageHour> hours, PriceList prices) => By(hours, prices, hour => hour.DeploymentId);

    public static SortedDictionary<Guid, Cost> ByProject(IEnumerable<UsageHour> hours, PriceList prices) => By(hours, prices, hour => hour.ProjectId);

    /// <summary>An environment is one of a project.</summary>
    public static SortedDictionary<(Guid ProjectId, string Environment), Cost> ByEnvironment(IEnumerable<UsageHour> hours, PriceList prices) =>
        By(hours, prices, hour => (hour.ProjectId, hour.Environment));

    public static SortedDictionary<DateOnly, Cost> ByDay(IEnumerable<UsageHour> hours, PriceList prices) => By(hours, prices, hour => hour.Day);

    public static SortedDictionary<DateOnly, Cost> ByMonth(IEnumerable<UsageHour> hours, PriceList prices) => By(hours, prices, hour => hour.Month);

    private static SortedDictionary<TKey, Cost> By<TKey>(IEnumerable<UsageHour> hours, PriceList prices, Func<UsageHour, TKey> key)
        where TKey : notnull
    {
        var sums = new SortedDictionary<TKey, Cost>();
        foreach (var hour in hours)
            sums[key(hour)] = sums.GetValueOrDefault(key(hour)) + Of(hour, prices);
        return sums;
    }

    private static (decimal Paid, decimal Idle) Priced(double reserved, double used, decimal price)
    {
        var (had, took) = (Amount(reserved), Amount(used));
        return (Math.Max(had, took) * price, Math.Max(0, had - took) * price);
    }

    private static decimal Amount(double hours) => hours > 0 ? (decimal)Math.Min(hours, MostHours) : 0;
}
