using System.Collections.Concurrent;

namespace CodeRunner.Api.Audit;

/// <summary>A verification reads a whole log, which has no bound: this Api runs one after the other, and of each log none beside another. Who waits holds no connection.</summary>
internal sealed class VerifyTurns : IDisposable
{
    private readonly ConcurrentDictionary<Guid, bool> asked = new();
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Null when that log is being verified, or is to be, for somebody else.</summary>
    public async Task<T?> TryAsync<T>(Guid chainId, Func<Task<T>> verify, CancellationToken cancellationToken)
        where T : class
    {
        if (!asked.TryAdd(chainId, true))
            return null;
        try
        {
            await turn.WaitAsync(cancellationToken);
            try
            {
                return await verify();
            }
            finally
            {
                turn.Release();
            }
        }
        finally
        {
            asked.TryRemove(chainId, out _);
        }
    }

    public void Dispose() => turn.Dispose();
}
