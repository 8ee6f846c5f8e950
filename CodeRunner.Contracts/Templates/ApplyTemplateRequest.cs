namespace CodeRunner.Contracts.Templates;

/// <summary>
/// Fills a configuration from a template. What is there stays as it is, unless <paramref name="Values"/> has a value for it; defaults and generated values fill what is
/// missing. <paramref name="Template"/>: its id; without <paramref name="Version"/>, its newest. <paramref name="DryRun"/>: only says what would change.
/// </summary>
public sealed record ApplyTemplateRequest(
    string? Template, int? Version = null, IReadOnlyDictionary<string, string?>? Values = null, bool DryRun = false, string? Reason = null)
{
    /// <summary>Without any value: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(ApplyTemplateRequest)} {{ {Template} }}";
}
