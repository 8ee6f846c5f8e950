namespace CodeRunner.Contracts.Search;

/// <summary>What a search finds.</summary>
public enum FoundKind
{
    Project,
    Deployment,
}
