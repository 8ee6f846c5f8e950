namespace CodeRunner.Contracts.Optimization;

/// <summary>What became of a recommendation.</summary>
public enum RecommendationState
{
    Open,

    /// <summary>Somebody does not want to hear of it until it is another one.</summary>
    Dismissed,

    /// <summary>Applied, and undone by itself when it does harm.</summary>
    Watching,

    /// <summary>Applied, and watched for long enough.</summary>
    Kept,

    Undone,
}
