namespace CodeRunner.Worker.Ingress;

/// <summary>An instance that requests go to: its connections, and how many requests it has now.</summary>
internal sealed class Target(Guid instanceId, Guid sandboxId, HttpMessageInvoker client)
{
    private int inFlight;
    private int retired;

    public Guid InstanceId => instanceId;

    public Guid SandboxId => sandboxId;

    public HttpMessageInvoker Client => client;

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Called when the last request of a retired target is done.</summary>
    public Action<Target>? Idle { get; set; }

    public void Begin() => Interlocked.Increment(ref inFlight);

    public void End()
    {
        if (Interlocked.Decrement(ref inFlight) == 0 && Volatile.Read(ref retired) == 1)
            Close();
    }

    /// <summary>It gets no new requests; its connections close when those in flight are done.</summary>
    public void Retire()
    {
        if (Interlocked.Exchange(ref retired, 1) == 0 && InFlight == 0)
            Close();
    }

    private void Close()
    {
        // A request that chose this target a moment ago keeps its connection; only idle ones close.
        if (Interlocked.Exchange(ref retired, 2) != 1)
            return;
        client.Dispose();
        Idle?.Invoke(this);
    }
}
