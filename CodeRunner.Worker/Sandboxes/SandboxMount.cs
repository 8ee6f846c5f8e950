namespace CodeRunner.Worker.Sandboxes;

/// <summary>A host directory that the sandbox sees at <paramref name="Target"/>.</summary>
public sealed record SandboxMount(string Source, string Target, bool Writable);
