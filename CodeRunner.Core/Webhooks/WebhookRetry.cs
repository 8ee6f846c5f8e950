namespace CodeRunner.Core.Webhooks;

/// <summary>When a message that did not arrive is tried again. Pure.</summary>
public sealed record WebhookRetry
{
    /// <summary>Of a wait, what is left to chance: many that failed together do not come back together.</summary>
    private const double Jitter = 0.2;

    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>From the first try on; what did not arrive by then is given up.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <param name="attempts">Tries so far, 1 or more.</param>
    /// <param name="age">Since it was made, or asked for again.</param>
    /// <param name="chance">0 to 1.</param>
    /// <returns>How long to wait, or null to give up.</returns>
    public TimeSpan? Next(int attempts, TimeSpan age, double chance)
    {
        var doubled = First.TotalSeconds * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30));
        var seconds = Math.Min(doubled, Longest.TotalSeconds) * (1 - (Jitter * Math.Clamp(chance, 0, 1)));
        var wait = TimeSpan.FromSeconds(seconds);
        return age + wait > GiveUpAfter ? null : wait;
    }
}
