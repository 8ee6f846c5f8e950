namespace CodeRunner.Worker.Ingress.Choosing;

/// <summary>One request in ten may be sent twice, and ten at once after a quiet time: an outage must not double the load of those that are still well.</summary>
internal sealed class RetryBudget
{
    private const int Cost = 10;
    private const int Most = 100;

    private int saved = Most;

    public void Earn()
    {
        if (Volatile.Read(ref saved) < Most)
            Interlocked.Increment(ref saved);
    }

    public bool TrySpend()
    {
        if (Interlocked.Add(ref saved, -Cost) >= 0)
            return true;
        Interlocked.Add(ref saved, Cost);
        return false;
    }
}
