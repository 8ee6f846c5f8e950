using System.Collections.Concurrent;

namespace CodeRunner.Api.Audit;

/// <summary>A verification reads a whole log, which has no bound: this Api runs one after the other, and of each project none beside another. Who waits holds no connection.</summary>
internal sealed class VerifyTurns : IDisposable
{
    private readonly ConcurrentDictionary<Guid, bool> asked = new();
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Null when the project's log is being verified, or is to be, for somebody else.</summary>
    public async Task<T?> TryAsync<T>(Guid projectId, Func<Task<T>> verify, CancellationToken cancellationToken)
        where T : class
    {
        if (!asked.TryAdd(projectId, true))
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
            asked.TryRemove(projectId, out _);
        }
    }

    public void Dispose() => turn.Dispose();
}
