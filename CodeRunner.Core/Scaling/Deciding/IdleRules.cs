namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>How long a deployment that may sleep is kept awake without a request, in seconds.</summary>
/// <param name="Floor">It sleeps no sooner.</param>
/// <param name="Usual">What a wake-up is worth: so long an instance may wait for a request that spares it. Until more is known, it is how long one waits.</param>
/// <param name="Ceiling">It waits no longer.</param>
public sealed record IdleRules(int Floor, int Usual, int Ceiling)
{
    public static IdleRules Default { get; } = new(120, 900, 3600);
}
