using CodeRunner.Contracts.Templates;

namespace CodeRunner.Core.Templates;

/// <summary>A key of a template that a deployment needs, and the template's name.</summary>
public sealed record NeededKey(string Template, TemplateKey Key);
