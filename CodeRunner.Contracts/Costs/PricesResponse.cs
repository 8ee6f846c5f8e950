namespace CodeRunner.Contracts.Costs;

/// <summary>What a core for an hour, a GB (2^30 bytes) of memory for an hour, a request and a GB that is sent cost, in <see cref="Currency"/> (ISO 4217).</summary>
public sealed record PricesResponse(string Currency, decimal CpuHour, decimal GbHour, decimal Request, decimal EgressGb);
