namespace CodeRunner.Contracts.Configuration;

/// <summary>All variables; what is not among them goes. <paramref name="Reason"/> stands in the list of versions.</summary>
public sealed record ReplaceConfigRequest(IReadOnlyList<ConfigInput>? Variables, string? Reason = null);
