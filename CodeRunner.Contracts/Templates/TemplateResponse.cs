using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Contracts.Templates;

public sealed record TemplateResponse(
    string Id, TemplateKind Kind, string Name, Runtime? Runtime, string Description, int Version, IReadOnlyList<TemplateKey> Keys)
{
    /// <summary>When this version was made; null for what comes with the platform.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
