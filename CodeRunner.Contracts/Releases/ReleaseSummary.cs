namespace CodeRunner.Contracts.Releases;

public sealed record ReleaseSummary(Guid Id, int Number, ReleaseState State);
