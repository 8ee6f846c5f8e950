using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CodeRunner.LocalAspire.Clients;

/// <summary>Starts the options from the connection string, so that configuration and code can still change them.</summary>
internal sealed class RedisOptionsFactory(
    IEnumerable<RedisConnectionString> connectionStrings,
    IEnumerable<IConfigureOptions<ConfigurationOptions>> setups,
    IEnumerable<IPostConfigureOptions<ConfigurationOptions>> postConfigures,
    IEnumerable<IValidateOptions<ConfigurationOptions>> validations)
    : OptionsFactory<ConfigurationOptions>(setups, postConfigures, validations)
{
    protected override ConfigurationOptions CreateInstance(string name)
    {
        var connectionString = connectionStrings.LastOrDefault(each => each.OptionsName == name)?.Settings.ConnectionString;
        var options = connectionString is null ? base.CreateInstance(name) : ConfigurationOptions.Parse(connectionString);
        // A service starts and serves what it can while Redis is down; the client keeps trying.
        options.AbortOnConnectFail = false;
        return options;
    }
}
