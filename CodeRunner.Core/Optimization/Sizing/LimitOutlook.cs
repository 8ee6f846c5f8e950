namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>
/// What is to be expected of a limit while it holds, from how usage went before: <see cref="Utilisation"/>, what is used of it on average, where what would be over it counts
/// as the limit; <see cref="Over"/>, the share of samples over it. Both [0–1].
/// </summary>
public readonly record struct LimitOutlook(double Limit, double Utilisation, double Over)
{
    /// <summary>How good a limit is when a sample over it costs as much as <paramref name="priceOfOver"/> samples that use nothing.</summary>
    public double Worth(double priceOfOver) => Utilisation - priceOfOver * Over;
}
