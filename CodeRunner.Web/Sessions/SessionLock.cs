using StackExchange.Redis;

namespace CodeRunner.Web.Sessions;

/// <summary>
/// One refresh of a session at a time: first among the requests of this copy, then among copies. The Redis lock ends by itself, so a killed copy delays the
/// others by no more than <see cref="Longest"/>.
/// </summary>
internal sealed class SessionLock(IConnectionMultiplexer redis, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(40);

    // Stripes instead of a lock a session: bounded, and two sessions that share one merely wait for each other's refresh.
    private readonly SemaphoreSlim[] stripes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Runs <paramref name="action"/> alone for this session; also when the lock's holder outstays its time.</summary>
    public async Task<T> RunAsync<T>(string session, Func<Task<T>> action, CancellationToken ct)
    {
        var stripe = stripes[(uint)session.GetHashCode(StringComparison.Ordinal) % stripes.Length];
        await stripe.WaitAsync(ct);
        try
        {
            return await RunAmongCopiesAsync($"coderunner:web:lock:{session}", action, ct);
        }
        finally
        {
            stripe.Release();
        }
    }

    private async Task<T> RunAmongCopiesAsync<T>(string key, Func<Task<T>> action, CancellationToken ct)
    {
        var database = redis.GetDatabase();
        var holder = Guid.NewGuid().ToString("N");
        var giveUp = time.GetUtcNow() + Longest;
        while (!await database.LockTakeAsync(key, holder, Longest) && time.GetUtcNow() < giveUp)
            await Task.Delay(Poll, time, ct);
        try
        {
            return await action();
        }
        finally
        {
            await database.LockReleaseAsync(key, holder);
        }
    }
}
