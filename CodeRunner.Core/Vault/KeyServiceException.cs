namespace CodeRunner.Core.Vault;

/// <summary>
/// The key service does not answer right now, or does not let us in: nothing is wrong with what its keys have sealed, and trying again later helps. The message is fit for
/// people; it has no address, no token, and nothing of what the service answered.
/// </summary>
public sealed class KeyServiceException(string message, bool refused = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It is there and does not let us in: somebody has to give this service its rights.</summary>
    public bool Refused { get; } = refused;

    /// <summary>As it is said of one secret.</summary>
    public KeyServiceException For(string secret) => new($"The secret {secret} can't be decrypted now: {Message}", Refused, this);
}
