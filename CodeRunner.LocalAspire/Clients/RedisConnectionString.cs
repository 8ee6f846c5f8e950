using Aspire.StackExchange.Redis;

namespace CodeRunner.LocalAspire.Clients;

/// <summary>Which settings belong to which named options.</summary>
internal sealed record RedisConnectionString(string OptionsName, StackExchangeRedisSettings Settings);
