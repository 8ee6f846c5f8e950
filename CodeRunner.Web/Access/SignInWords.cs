using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Audit;

namespace CodeRunner.Web.Access;

/// <summary>What was done with an account, for its user.</summary>
public static class SignInWords
{
    public static (string Tone, string Pill, string Text) Of(SignInResponse what) => what switch
    {
        { Action: "session.start", Outcome: AuditOutcome.Done } => ("ok", "done", "Signed in"),
        { Action: "session.start" } => ("warn", "denied", "Somebody tried to sign in"),
        { Action: "session.end" } => ("ok", "done", "Signed out"),
        { Action: "session.revoke" } => ("ok", "done", "Ended a session from another one"),
        { Action: "session.lock" } => ("bad", "locked", "Closed for a while after wrong passwords"),
        { Action: "session.reuse" } => ("bad", "ended", "A session's refresh token was used twice: it may have been stolen, so the session ended"),
        _ => ("ok", what.Outcome.ToString().ToLowerInvariant(), what.Action),
    };
}
