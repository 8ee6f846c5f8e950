using CodeRunner.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Access;

/// <summary>How who is signed in hears that what was shown was not right: with the field, and not with 401, which would say that the session has ended.</summary>
internal static class ProofRefusals
{
    /// <summary>A password that is asked for again; longer ones than there are can't be right, and are not hashed.</summary>
    public static Faults OldPassword(this Faults faults, string? password, string field) => faults
        .Check(!string.IsNullOrEmpty(password), field, "It is needed.")
        .Check(password is not { Length: > Passwords.MostLength }, field, $"It has {Passwords.MostLength} characters at most.");

    /// <summary>Null when it was right.</summary>
    public static ProblemHttpResult? Refuse(this Proof proof, string passwordField, HttpContext context) => proof.Kind switch
    {
        ProofKind.Right => null,
        ProofKind.Closed => Refusal.TooMany("Too many tries for this account. Wait, then try again.", proof.RetryAfter!.Value, context),
        ProofKind.WrongPassword => Refusal.Invalid(passwordField, "It is not your password."),
        ProofKind.AccountClosed => Refusal.AccountClosed(),
        ProofKind.NeedsCode => Refusal.Invalid("code", "It is needed."),
        _ => Refusal.Invalid("code", "It is wrong, or was used already: wait for the next one."),
    };
}
