namespace CodeRunner.Worker.Ingress;

/// <summary>Ends a request whose answer does not begin in time; once it has begun, only silence ends it.</summary>
internal sealed class ResponseTimer : IDisposable
{
    private readonly CancellationTokenSource source;

    public ResponseTimer(TimeSpan limit, CancellationToken aborted)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        source.CancelAfter(limit);
    }

    public CancellationToken Token => source.Token;

    public bool Expired => source.IsCancellationRequested;

    public void Stop() => source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose() => source.Dispose();
}
