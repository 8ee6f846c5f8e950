using CodeRunner.Contracts.Access;

namespace CodeRunner.Api.Access;

/// <summary>What a try to sign in came to: tokens; how long to wait; that the password was right and the account is closed; or nothing of these, when the credentials are wrong.</summary>
internal sealed record LoginOutcome(TokenResponse? Tokens = null, TimeSpan? RetryAfter = null, bool IsClosed = false);
