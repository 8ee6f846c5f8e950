namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>A value that is nowhere by chance: where it is found, it has been let out.</summary>
internal sealed record Canary(string Key, string Value);
