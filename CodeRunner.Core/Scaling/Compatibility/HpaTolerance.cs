namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>How far above (<paramref name="Up"/>) and below (<paramref name="Down"/>) its target usage may be without a change, as fractions of the target.</summary>
public readonly record struct HpaTolerance(double Up, double Down)
{
    public static readonly HpaTolerance Default = new(0.1, 0.1);

    /// <summary><paramref name="ratio"/>: usage by target.</summary>
    public bool Covers(double ratio) => ratio >= 1.0 - Down && ratio <= 1.0 + Up;
}
