namespace CodeRunner.Core.Access;

/// <summary>What stands in for a second factor that was lost, once: it is deleted as it is used. Only its SHA-256 is kept, which is enough for 120 random bits.</summary>
public sealed class RecoveryCode
{
    /// <summary>How many an account is given.</summary>
    public const int PerAccount = 10;

    private RecoveryCode()
    {
    }

    public RecoveryCode(Guid userId, byte[] hash)
    {
        UserId = userId;
        Hash = hash;
    }

    public Guid UserId { get; private set; }

    public byte[] Hash { get; private set; } = [];
}
