namespace CodeRunner.Worker.Builds;

/// <summary>Where packages come from, as environment variables; and in words what of it can't be read, so that a .NET build is refused and not left to fail.</summary>
internal sealed record RegistrySettings(IReadOnlyDictionary<string, string> Variables, string? Unreadable = null);
