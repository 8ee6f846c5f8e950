using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core;

public static class Transactions
{
    /// <summary>Runs <paramref name="work"/> in a transaction of its own, or within the one that is open already, whose opener then commits.</summary>
    public static async Task<T> InTransactionAsync<T>(this CodeRunnerDb db, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null)
            return await work();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var result = await work();
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    /// <summary>Waits for the lock of that name and holds it until the caller's transaction ends.</summary>
    public static Task LockAsync(this CodeRunnerDb db, string name, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))", cancellationToken);

    /// <summary>Takes the lock of that name until the caller's transaction ends; false when somebody else holds it.</summary>
    public static Task<bool> TryLockAsync(this CodeRunnerDb db, string name, CancellationToken cancellationToken) => db.Database
        .SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock(hashtextextended({name}, 0)) AS \"Value\"")
        .SingleAsync(cancellationToken);
}
