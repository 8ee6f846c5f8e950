namespace CodeRunner.Core.Vault;

/// <summary>
/// Wraps data keys with master keys: keys of this process, or a key management service, where the master keys never leave it. Throws
/// <see cref="MasterKeyException"/> for a key that it does not have, and for what it did not wrap itself; and <see cref="KeyServiceException"/> when its service is away.
/// </summary>
public interface IMasterKeys
{
    /// <summary>The id of the key that new secrets are wrapped with; at most 64 characters.</summary>
    string CurrentId { get; }

    /// <summary>The keys that it has.</summary>
    IReadOnlyCollection<string> Ids { get; }

    ValueTask<byte[]> WrapAsync(string masterKeyId, ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken);

    /// <summary>
    /// HMAC-SHA-256 of the data with a key that comes of the master key (HKDF) and serves this purpose alone: neither wraps what the other does, nor tells anything of it.
    /// </summary>
    ValueTask<byte[]> AuthenticateAsync(string masterKeyId, string purpose, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>The data key, for the caller to zero.</summary>
    ValueTask<byte[]> UnwrapAsync(string masterKeyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken);
}
