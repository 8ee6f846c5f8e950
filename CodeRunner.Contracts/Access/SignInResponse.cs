using CodeRunner.Contracts.Audit;

namespace CodeRunner.Contracts.Access;

/// <summary>
/// What was done with an account: <paramref name="Action"/> is session.start (signed in, or denied), session.end (signed out), session.revoke (ended from another session), session.lock (closed after wrong passwords)
/// or session.reuse (a refresh token was used twice, so the session ended).
/// </summary>
public sealed record SignInResponse(Guid Id, DateTimeOffset Time, string Action, AuditOutcome Outcome, string? Ip);
