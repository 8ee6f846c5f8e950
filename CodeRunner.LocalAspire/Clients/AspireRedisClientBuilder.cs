using Microsoft.Extensions.Hosting;

namespace Aspire.StackExchange.Redis;

/// <summary>What <c>AddRedisClientBuilder</c> answers, for further configuration of the same client.</summary>
public sealed class AspireRedisClientBuilder(IHostApplicationBuilder hostBuilder, StackExchangeRedisSettings settings, string? serviceKey)
{
    public IHostApplicationBuilder HostBuilder { get; } = hostBuilder;

    public string? ServiceKey { get; } = serviceKey;

    public StackExchangeRedisSettings Settings { get; } = settings;
}
