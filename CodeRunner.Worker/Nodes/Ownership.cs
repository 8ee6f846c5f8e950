using CodeRunner.Worker.Deployments.Tracing;

namespace CodeRunner.Worker.Nodes;

/// <summary>
/// That this Worker acts for one deployment, under one generation of its lease. Work for the deployment is done between <see cref="Use"/> and its disposal, stops when
/// <see cref="Token"/> is cancelled, and names the generation in all that it writes.
/// </summary>
public sealed class Ownership
{
    private readonly Term term;
    private readonly CancellationTokenSource closed;
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly Action<Ownership> onClosed;
    private int uses;
    private bool closing;

    public Ownership(Term term, Guid deploymentId, long generation, Action<Ownership>? onClosed = null)
    {
        (this.term, DeploymentId, Generation, Since, this.onClosed) = (term, deploymentId, generation, term.Now, onClosed ?? (_ => { }));
        closed = CancellationTokenSource.CreateLinkedTokenSource(term.Token);
        Token = closed.Token;
        Token.Register(Closing);
        // Else the term would remember every deployment that was ever its.
        idle.Task.ContinueWith(_ => closed.Dispose(), TaskScheduler.Default);
    }

    public Guid DeploymentId { get; }

    public long Generation { get; }

    public Guid WorkerId => term.WorkerId;

    public DateTimeOffset Since { get; }

    /// <summary>Cancelled when this Worker stops working for the deployment, for whatever reason.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether what was written under it may be missing in the database: another owner reads it anew.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Whether this Worker may still write under it: also while it finishes in order to give it away.</summary>
    public bool MayWrite => !IsLost && term.IsValid;

    public bool MayAct => MayWrite && !Token.IsCancellationRequested;

    /// <summary>Completes when it is closed and nothing is being done under it any more.</summary>
    public Task Idle => idle.Task;

    public bool IsAtRest
    {
        get
        {
            lock (gate)
                return uses == 0;
        }
    }

    public void ThrowIfStale()
    {
        if (!MayWrite)
            throw new LeaseLostException(DeploymentId, Generation);
    }

    /// <summary>Begins work under it. Throws <see cref="OperationCanceledException"/> when it is closed.</summary>
    public IDisposable Use()
    {
        lock (gate)
        {
            if (closing)
                throw new OperationCanceledException(Token);
            uses++;
        }
        return new Used(this);
    }

    /// <summary>No new work; what is under way is told to stop.</summary>
    public void Close()
    {
        try
        {
            closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was closed before.
        }
    }

    /// <summary>The database said that it is another's, or this Worker was too late to be sure.</summary>
    public void Lose()
    {
        if (!IsLost)
            DeployMetrics.LostLease("deployment");
        IsLost = true;
        Close();
    }

    private void Closing()
    {
        lock (gate)
        {
            closing = true;
            if (uses == 0)
                idle.TrySetResult();
        }
        onClosed(this);
    }

    private void Unuse()
    {
        lock (gate)
        {
            if (--uses == 0 && closing)
                idle.TrySetResult();
        }
    }

    private sealed class Used(Ownership ownership) : IDisposable
    {
        private int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
                ownership.Unuse();
        }
    }
}
