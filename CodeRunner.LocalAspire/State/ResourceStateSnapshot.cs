namespace Aspire.Hosting.ApplicationModel;

/// <summary>A state (see <see cref="KnownResourceStates"/>) and how to show it (see <see cref="KnownResourceStateStyles"/>).</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);
}
