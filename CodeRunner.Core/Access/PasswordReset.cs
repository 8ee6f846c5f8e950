namespace CodeRunner.Core.Access;

/// <summary>What an operator gave out for one account, so that whoever has the token may set a password once. Only the SHA-256 of the token is kept; a newer one takes its place.</summary>
public sealed class PasswordReset
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private PasswordReset()
    {
    }

    public PasswordReset(Guid userId, byte[] hash, bool takesSecondFactor, DateTimeOffset now)
    {
        UserId = userId;
        Hash = hash;
        TakesSecondFactor = takesSecondFactor;
        ExpiresAt = now + Life;
    }

    public Guid UserId { get; private set; }

    public byte[] Hash { get; private set; } = [];

    /// <summary>Whether the account's second factor goes with the old password.</summary>
    public bool TakesSecondFactor { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }
}
