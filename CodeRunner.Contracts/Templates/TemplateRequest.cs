using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Contracts.Templates;

/// <summary>A template of variables of a project's own, and how teams hand one on: what is exported of one is what makes another.</summary>
public sealed record TemplateRequest(string? Name, IReadOnlyList<TemplateKey?>? Keys, string? Description = null, Runtime? Runtime = null);
