namespace CodeRunner.Contracts.Releases;

/// <summary>What became of a release so far.</summary>
public sealed record ReleaseOutcome(Guid Id, int Number, ReleaseState State, Reason? Reason);
