namespace CodeRunner.Worker.Sandboxes;

/// <summary>An image of this node: <paramref name="Pinned"/> is a name that means this content and no other, for <see cref="SandboxSpec.Image"/>.</summary>
public sealed record ResolvedImage(string Pinned, string Digest, long Bytes);
