namespace Aspire.StackExchange.Redis;

/// <summary>Settings of a Redis client, read from <c>Aspire:StackExchange:Redis</c>.</summary>
public sealed class StackExchangeRedisSettings
{
    public string? ConnectionString { get; set; }

    /// <summary>When false, the connection is opened while the host starts, not at first use.</summary>
    public bool DisableAutoActivation { get; set; } = true;

    public bool DisableHealthChecks { get; set; }

    public bool DisableTracing { get; set; }
}
