namespace CodeRunner.Core.Optimization.Costs;

/// <summary>What a core for an hour, a GB (2^30 bytes) of memory for an hour, a request and a GB of egress cost, in <see cref="Currency"/> (ISO 4217).</summary>
public sealed record PriceList(string Currency, decimal CpuHour, decimal GbHour, decimal Request, decimal EgressGb)
{
    /// <summary>More than anybody asks: what is multiplied with it stays a decimal.</summary>
    public const decimal Most = 1_000_000;

    /// <summary>By the field's name in camelCase: why it can't be used.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (!Costs.Currency.IsKnown(Currency))
            errors["currency"] = "The code of a currency in ISO 4217, such as EUR.";
        foreach (var (field, price) in ((string, decimal)[])[("cpuHour", CpuHour), ("gbHour", GbHour), ("request", Request), ("egressGb", EgressGb)])
        {
            if (price is < 0 or > Most)
                errors[field] = $"A price is from 0 to {Most}.";
        }
        return errors;
    }
}
