using CodeRunner.Core.Releases;

namespace CodeRunner.Worker.Builds;

/// <summary>Turns a source into an artifact on this node. Everything it prints goes to the log as stream "build".</summary>
public interface IReleaseBuilder
{
    /// <summary>
    /// Fetches, unpacks, detects and builds. What goes wrong with the source or its build is an outcome; a cancelled build leaves nothing behind.
    /// Repeating it for the same release is safe.
    /// </summary>
    Task<BuildOutcome> BuildAsync(BuildRequest request, CancellationToken cancellationToken);

    /// <summary>The directory of an artifact on this node, or null when it is not (or no longer) here.</summary>
    string? FindArtifact(Artifact artifact);

    /// <summary>Removes an artifact; does nothing when it is gone.</summary>
    Task DeleteArtifactAsync(Guid artifactId, CancellationToken cancellationToken);

    /// <summary>Removes what a project keeps between builds, such as package caches.</summary>
    Task DeleteProjectAsync(Guid projectId, CancellationToken cancellationToken);
}
