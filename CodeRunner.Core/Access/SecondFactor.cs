using CodeRunner.Core.Vault;

namespace CodeRunner.Core.Access;

/// <summary>What an account asks for beside the password: codes of time (RFC 6238) made with a secret that its user's device has, too. It counts once a first code was right.</summary>
public sealed class SecondFactor : ISealed
{
    private const string Purpose = "second factor";

    private SecondFactor()
    {
    }

    public SecondFactor(Guid userId, DateTimeOffset now)
    {
        UserId = userId;
        CreatedAt = now;
    }

    public Guid UserId { get; private set; }

    public string MasterKeyId { get; private set; } = "";

    public byte[] Envelope { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Null until its user has shown that the device has the secret.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>The step of time of the last code that counted: neither it nor an older one counts again.</summary>
    public long LastStep { get; private set; }

    public bool IsOn => ConfirmedAt is not null;

    Guid ISealed.Id => UserId;

    public SealedSecret Sealed => new(MasterKeyId, Envelope);

    /// <summary>To the account, so that the secret of one reads as none in another's place.</summary>
    public SecretBinding Binding => new(UserId, null, null, Purpose, 1);

    public void Seal(SealedSecret secret) => (MasterKeyId, Envelope) = (secret.MasterKeyId, secret.Envelope);

    /// <summary>False for the code of a step that has counted already.</summary>
    public bool TryUse(long step)
    {
        if (step <= LastStep)
            return false;
        LastStep = step;
        return true;
    }

    public void Confirm(DateTimeOffset now) => ConfirmedAt ??= now;
}
