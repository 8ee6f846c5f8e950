namespace CodeRunner.Contracts.Tokens;

/// <summary>
/// <see cref="Overlap"/>: for how many seconds the old secret counts beside the new one, at most 86,400; null for none. <see cref="ExpiresAt"/>: at most a year from now;
/// null leaves it.
/// </summary>
public sealed record RotateApiTokenRequest(int? Overlap = null, DateTimeOffset? ExpiresAt = null);
