namespace CodeRunner.Contracts.Templates;

/// <summary>One version of a project's own template: who made it, when, and how many keys it has.</summary>
public sealed record TemplateVersionResponse(int Version, string? CreatedBy, DateTimeOffset CreatedAt, int Keys);
