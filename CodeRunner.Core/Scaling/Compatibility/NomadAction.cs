namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary><paramref name="Count"/>: the new number; null where nothing changes.</summary>
public readonly record struct NomadAction(NomadDirection Direction, long? Count)
{
    public static readonly NomadAction None = new(NomadDirection.None, null);

    internal static NomadAction To(NomadDirection direction, long count) => new(direction, count);
}
