using CodeRunner.Worker.Ingress.Choosing;

namespace CodeRunner.Worker.Ingress;

/// <summary>What a deployment's requests share while its routes come and go: how many there are, whose turn it is, how many may be repeated.</summary>
internal sealed class RouteLoad
{
    private int inFlight;
    private int turn;

    public RetryBudget Retries { get; } = new();

    public uint NextTurn() => (uint)Interlocked.Increment(ref turn);

    public bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref inFlight) <= most)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref inFlight);
}
