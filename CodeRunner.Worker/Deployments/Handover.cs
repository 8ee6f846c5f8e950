using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Deployments;

/// <summary>Gives deployments away: work for them ends, what was read of their output is stored, and only then others may take them. Apps notice nothing.</summary>
internal sealed class Handover(LeaseStore leases, Ownerships ownerships, ILogSink log, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Taking over and giving away never happen at once.</summary>
    public async Task AloneAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>One whose work does not end in time is kept until it does, or until this Worker is gone.</summary>
    public async Task GiveAsync(IReadOnlyCollection<Ownership> given, CancellationToken cancellationToken)
    {
        await StopWorkAsync(given, cancellationToken);
        var quiet = given.Where(ownership => ownership.Idle.IsCompleted).ToList();
        await Task.WhenAll(quiet.Select(ownership => StoreAsync(ownership, cancellationToken)));
        await leases.ReleaseAsync(quiet, cancellationToken);
    }

    public async Task StopWorkAsync(IReadOnlyCollection<Ownership> given, CancellationToken cancellationToken)
    {
        foreach (var ownership in given)
            ownership.Close();
        await Task.WhenAny(Task.WhenAll(given.Select(ownership => ownership.Idle)), clock.Wait(Patience, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }

    public List<Ownership> Everything() => [.. ownerships.All];

    public void Dispose() => gate.Dispose();

    private async Task StoreAsync(Ownership ownership, CancellationToken cancellationToken)
    {
        try
        {
            await log.FlushAsync(ownership, cancellationToken);
        }
        catch (LeaseLostException)
        {
            // Then it is another's already.
        }
    }
}
