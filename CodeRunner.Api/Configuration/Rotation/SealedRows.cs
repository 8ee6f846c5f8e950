using CodeRunner.Core;
using CodeRunner.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Configuration.Rotation;

/// <summary>All that the vault has sealed, wherever it is kept: secrets of configurations, and those of second factors.</summary>
internal static class SealedRows
{
    /// <summary>Those that a master key seals, after an id. In the caller's transaction.</summary>
    public static async Task<IReadOnlyList<ISealed>> SealedByAsync(this CodeRunnerDb db, string masterKeyId, Guid after, int most, CancellationToken cancellationToken)
    {
        var values = await db.ConfigValues.Where(value => value.MasterKeyId == masterKeyId && value.Id > after).OrderBy(value => value.Id).Take(most).ToListAsync(cancellationToken);
        // Held: a new secret that is begun in this moment waits, and is not written over by the old one.
        await db.Database.ExecuteSqlAsync(
            $"SELECT 1 FROM second_factors WHERE master_key_id = {masterKeyId} AND user_id > {after} ORDER BY user_id LIMIT {most} FOR NO KEY UPDATE", cancellationToken);
        var factors = await db.SecondFactors.Where(factor => factor.MasterKeyId == masterKeyId && factor.UserId > after).OrderBy(factor => factor.UserId).Take(most).ToListAsync(cancellationToken);
        return [.. values.Concat<ISealed>(factors).OrderBy(row => row.Id).Take(most)];
    }

    public static async Task<long> CountSealedByAsync(this CodeRunnerDb db, string masterKeyId, CancellationToken cancellationToken) =>
        await db.ConfigValues.LongCountAsync(value => value.MasterKeyId == masterKeyId, cancellationToken)
        + await db.SecondFactors.LongCountAsync(factor => factor.MasterKeyId == masterKeyId, cancellationToken);

    public static async Task<Dictionary<string, long>> CountSealedAsync(this CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var counts = await db.ConfigValues.Where(value => value.MasterKeyId != null).GroupBy(value => value.MasterKeyId!)
            .Select(group => new { group.Key, Count = group.LongCount() }).ToDictionaryAsync(each => each.Key, each => each.Count, cancellationToken);
        foreach (var each in await db.SecondFactors.GroupBy(factor => factor.MasterKeyId).Select(group => new { group.Key, Count = group.LongCount() }).ToListAsync(cancellationToken))
            counts[each.Key] = counts.GetValueOrDefault(each.Key) + each.Count;
        return counts;
    }

    /// <summary>The master keys that seal anything: each is found in the index after the one before it.</summary>
    public static async Task<IReadOnlyCollection<string>> MasterKeysInUseAsync(this CodeRunnerDb db, int most, CancellationToken cancellationToken)
    {
        HashSet<string> found = [];
        foreach (var kind in (IQueryable<string?>[])[db.ConfigValues.Select(value => value.MasterKeyId), db.SecondFactors.Select(factor => (string?)factor.MasterKeyId)])
        {
            for (var id = await NextAsync(kind, ""); id is not null && found.Count < most; id = await NextAsync(kind, id))
                found.Add(id);
        }
        return found;

        Task<string?> NextAsync(IQueryable<string?> kind, string after) => kind.Where(id => id != null && id.CompareTo(after) > 0).MinAsync(cancellationToken);
    }
}
