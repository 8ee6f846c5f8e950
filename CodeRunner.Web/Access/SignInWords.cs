using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Audit;

namespace CodeRunner.Web.Access;

/// <summary>What was done with an account, for its user.</summary>
public static class SignInWords
{
    public static (string Tone, string Pill, string Text) Of(SignInResponse what) => what switch
    {
        { Action: "session.start", Outcome: AuditOutcome.Done } => ("ok", T("done"), T("Signed in")),
        { Action: "session.start" } => ("warn", T("denied"), T("Somebody tried to sign in")),
        { Action: "session.end" } => ("ok", T("done"), T("Signed out")),
        { Action: "session.revoke" } => ("ok", T("done"), T("Ended a session from another one")),
        { Action: "session.lock" } => ("bad", T("locked"), T("Closed for a while after wrong passwords")),
        { Action: "session.reuse" } => ("bad", T("ended"), T("A session's refresh token was used twice: it may have been stolen, so the session ended")),
        _ => ("ok", what.Outcome.ToString().ToLowerInvariant(), what.Action),
    };
}
