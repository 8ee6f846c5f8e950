namespace CodeRunner.Api.Access;

/// <summary>What came of what somebody showed; closed: for <paramref name="RetryAfter"/>, whatever was shown.</summary>
internal readonly record struct Proof(ProofKind Kind, TimeSpan? RetryAfter = null);

internal enum ProofKind
{
    Right,
    WrongPassword,

    /// <summary>The password is right, and no code was shown: neither a good try nor a bad one.</summary>
    NeedsCode,
    WrongCode,
    Closed,

    /// <summary>By an operator; to who has shown the right password.</summary>
    AccountClosed,
}
