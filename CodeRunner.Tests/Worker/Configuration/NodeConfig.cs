using CodeRunner.Core.Configuration;
using CodeRunner.Core.Vault;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.Worker.Configuration;

/// <summary>Configurations of a test's node, stored as the API does.</summary>
internal static class NodeConfig
{
    /// <summary>Stores a version with these variables; those whose key ends with ! are secrets.</summary>
    public static async Task<int> ConfigureAsync(this TestNode node, ConfigScope scope, params (string Key, string Value)[] variables)
    {
        using var keys = KeyRing.Parse(TestVault.Keys);
        return await node.ConfigureAsync(keys, scope, variables);
    }

    /// <summary>As above, under these master keys.</summary>
    public static async Task<int> ConfigureAsync(this TestNode node, IMasterKeys keys, ConfigScope scope, params (string Key, string Value)[] variables)
    {
        var vault = new SecretVault(keys);
        await using var db = node.Open();
        var (now, number) = (DateTimeOffset.UtcNow, await db.CurrentConfigNumberAsync(scope, default) + 1);
        var entries = new List<ConfigEntry>();
        foreach (var (name, text) in variables)
        {
            var key = name.TrimEnd('!');
            using var secret = new SecretValue(text);
            var value = name == key
                ? ConfigValue.Plain(scope, key, number, text, secret.Length, now)
                : await ConfigValue.SealAsync(scope, key, number, secret, vault, now, default);
            db.Add(value);
            entries.Add(new ConfigEntry(key, value.Id, null));
        }
        db.Add(new ConfigVersion(scope, number, entries, node.UserId, null, now));
        await db.SaveChangesAsync();
        return number;
    }
}
