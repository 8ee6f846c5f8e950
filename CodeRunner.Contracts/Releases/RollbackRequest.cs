namespace CodeRunner.Contracts.Releases;

/// <summary><see cref="Release"/> is a release's number.</summary>
public sealed record RollbackRequest(int? Release);
