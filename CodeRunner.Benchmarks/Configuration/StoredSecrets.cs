using CodeRunner.Contracts.Projects;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Benchmarks.Configuration;

/// <summary>Many secrets of one project in the database, each with another plaintext; their ids are in the order in which a rotation goes through them.</summary>
internal sealed class StoredSecrets
{
    private const int Batch = 1000;

    private readonly DbContextOptions<CodeRunnerDb> options;
    private readonly List<Guid> ids = [];

    private StoredSecrets(string connectionString) => options = new DbContextOptionsBuilder<CodeRunnerDb>().UseNpgsql(connectionString).Options;

    public IReadOnlyList<Guid> Ids => ids;

    public static async Task<StoredSecrets> SealAsync(string connectionString, Guid project, int count, SecretVault vault, CancellationToken cancellationToken)
    {
        var secrets = new StoredSecrets(connectionString);
        var scope = new ConfigScope(project, EnvironmentName.Production);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(Batch))
        {
            await using var db = new CodeRunnerDb(secrets.options);
            foreach (var key in numbers.Select(number => $"SECRET_{number}"))
            {
                using var plaintext = new SecretValue(PlaintextOf(key));
                var value = await ConfigValue.SealAsync(scope, key, 1, plaintext, vault, DateTimeOffset.UtcNow, cancellationToken);
                db.ConfigValues.Add(value);
                secrets.ids.Add(value.Id);
            }
            await db.SaveChangesAsync(cancellationToken);
        }
        secrets.ids.Sort();
        return secrets;
    }

    /// <summary>Whether the vault gives what was sealed; throws what the vault throws.</summary>
    public static async Task<bool> IsOpenedByAsync(SecretVault vault, ConfigValue value, CancellationToken cancellationToken)
    {
        using var plaintext = await vault.OpenAsync(value.Sealed, value.Binding, cancellationToken);
        return plaintext.Reveal() == PlaintextOf(value.Key);
    }

    /// <summary>As the database holds it at this moment.</summary>
    public async Task<ConfigValue> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = new CodeRunnerDb(options);
        return await db.ConfigValues.AsNoTracking().SingleAsync(value => value.Id == id, cancellationToken);
    }

    /// <summary>The first so many of them, or all.</summary>
    public async Task<List<ConfigValue>> ReadAsync(int most, CancellationToken cancellationToken)
    {
        await using var db = new CodeRunnerDb(options);
        return await db.ConfigValues.AsNoTracking().Where(value => value.MasterKeyId != null).OrderBy(value => value.Id).Take(most).ToListAsync(cancellationToken);
    }

    public async Task<int> CountUnderAsync(string masterKeyId, CancellationToken cancellationToken)
    {
        await using var db = new CodeRunnerDb(options);
        return await db.ConfigValues.CountAsync(value => value.MasterKeyId == masterKeyId, cancellationToken);
    }

    private static string PlaintextOf(string key) => $"sk_live_{key}_of_the_length_that_keys_have";
}
