using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Core.Releases;

/// <summary>
/// The result of a build, kept on its node in a directory named by <see cref="Id"/>. <see cref="Command"/> is program and arguments as the sandbox sees them;
/// <see cref="Environment"/> what the runtime needs besides the app's configuration.
/// </summary>
public sealed record Artifact(
    Guid Id, string NodeId, Runtime Runtime, IReadOnlyList<string> Command, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment, long Bytes)
{
    /// <summary>With the runtime image: its name pinned to its content, for a container engine to run. There is no directory then, and the command may be empty.</summary>
    public string? Image { get; init; }

    /// <summary>What the image's name stood for, such as sha256:….</summary>
    public string? ImageDigest { get; init; }

    /// <summary>What was built, as an image that every machine of a swarm can have: its files on the base of its runtime, pinned to its content. There is no directory then.</summary>
    public string? BuiltImage { get; init; }
}
