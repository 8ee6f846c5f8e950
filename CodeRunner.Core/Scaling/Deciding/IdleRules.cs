namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>In seconds: never asleep sooner than <paramref name="Floor"/> after a request, never awake without one for longer than <paramref name="Ceiling"/>.</summary>
/// <param name="Usual">What a wake-up is worth: so long an instance may wait for a request that spares it. Until more is known, it is how long one waits.</param>
public sealed record IdleRules(int Floor, int Usual, int Ceiling)
{
    public static IdleRules Default { get; } = new(120, 900, 3600);
}
