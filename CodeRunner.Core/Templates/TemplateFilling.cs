using CodeRunner.Core.Configuration;

namespace CodeRunner.Core.Templates;

/// <summary>What a template makes of a configuration: the variables of its keys that the configuration shall have, or what is wrong, by key. Faults never say a value.</summary>
public sealed record TemplateFilling(IReadOnlyList<WantedVariable> Variables, IReadOnlyList<(string Key, string Text)> Faults);
