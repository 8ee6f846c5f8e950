namespace CodeRunner.Contracts.Releases;

/// <summary>Whether there is something to go back to: not built (yet), kept, or removed because newer ones took its place.</summary>
public enum ArtifactState
{
    None,
    Kept,
    Removed,
}
