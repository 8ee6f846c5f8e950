namespace CodeRunner.Core.Optimization.Learning;

/// <summary>An instance ended without being told to.</summary>
public sealed record UsageEnd(DateTimeOffset Time, Guid ReleaseId, bool OutOfMemory);
