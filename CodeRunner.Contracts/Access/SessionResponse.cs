namespace CodeRunner.Contracts.Access;

/// <summary>
/// A session that lasts: <paramref name="Ip"/> and <paramref name="UserAgent"/> are as at its begin, the latter in the client's own words. <paramref name="LastUsedAt"/> is when it got its newest access token.
/// It ends at <paramref name="ExpiresAt"/> when it is not used again, and at <paramref name="EndsAt"/> in any case; <paramref name="Current"/>: it is the one that asks.
/// </summary>
public sealed record SessionResponse(
    Guid Id, DateTimeOffset BegunAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, DateTimeOffset EndsAt, string? Ip, string? UserAgent, bool Current);
