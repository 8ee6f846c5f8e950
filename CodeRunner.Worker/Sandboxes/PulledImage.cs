namespace CodeRunner.Worker.Sandboxes;

/// <summary>An image that this node pulled for a release: <see cref="Name"/> as the release said it, <see cref="Pinned"/> to its content.</summary>
public sealed record PulledImage(string Pinned, string Name, DateTimeOffset PulledAt);
