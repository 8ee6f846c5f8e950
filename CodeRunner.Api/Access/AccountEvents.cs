using CodeRunner.Contracts.Audit;
using CodeRunner.Core.Access;
using CodeRunner.Core.Audit;

namespace CodeRunner.Api.Access;

/// <summary>What is written down of accounts and their sessions: in the platform's chain, because they belong to no project.</summary>
internal static class AccountEvents
{
    public const string Registered = "account.create";
    public const string Closed = "account.close";
    public const string Opened = "account.open";
    public const string SessionsEnded = "account.signout";
    public const string OfSessions = "session.";
    public const string SignedIn = OfSessions + "start";
    public const string SignedOut = OfSessions + "end";
    public const string Revoked = OfSessions + "revoke";
    public const string Locked = OfSessions + "lock";
    public const string Reused = OfSessions + "reuse";

    /// <summary>Of an account, whoever it is that uses it: who was denied did not show to be its user.</summary>
    public static AuditEvent Of(User user, string action, string target, string? ip, object? detail = null) =>
        new(AuditChain.Platform, new AuditActor(user.Id, user.Email), action, target) { Ip = ip, Detail = detail is null ? "{}" : AuditEvent.Json(detail) };

    public static AuditEvent DeniedTo(User user, string action, string reason, string? ip) => Of(user, action, user.Email, ip, new { reason }) with { Outcome = AuditOutcome.Denied };

    /// <summary>Never with what was typed, unless that is an account's address.</summary>
    public static AuditEvent DeniedToStranger(string action, string target, string? ip) =>
        new(AuditChain.Platform, AuditEvent.Stranger, action, target) { Ip = ip, Outcome = AuditOutcome.Denied };
}
