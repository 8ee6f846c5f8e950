using System.Security.Cryptography;

namespace CodeRunner.Core.Vault;

/// <summary>Seals secrets: AES-256-GCM with a fresh data key and nonce each time, the data key wrapped by a master key.</summary>
public sealed class SecretVault(IMasterKeys masterKeys)
{
    private const int DataKeyBytes = 32;

    public async ValueTask<SealedSecret> SealAsync(SecretValue value, SecretBinding binding, CancellationToken cancellationToken)
    {
        var masterKeyId = masterKeys.CurrentId;
        var dataKey = NewKey();
        try
        {
            RandomNumberGenerator.Fill(dataKey);
            var wrapped = await masterKeys.WrapAsync(masterKeyId, dataKey, cancellationToken);
            return new SealedSecret(masterKeyId, Seal(dataKey, wrapped, value, binding.ToAssociatedData(Envelope.Format, masterKeyId)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>The plaintext, for the caller to dispose. Throws <see cref="SecretUnreadableException"/>, and <see cref="KeyServiceException"/> when it may be otherwise later.</summary>
    public async ValueTask<SecretValue> OpenAsync(SealedSecret secret, SecretBinding binding, CancellationToken cancellationToken)
    {
        byte[]? dataKey = null;
        try
        {
            dataKey = await masterKeys.UnwrapAsync(secret.MasterKeyId, WrappedKey(secret), cancellationToken);
            return Open(dataKey, secret, binding);
        }
        catch (MasterKeyException missing)
        {
            throw new SecretUnreadableException(binding.Key, missing.Message, missing);
        }
        catch (KeyServiceException away)
        {
            throw away.For(binding.Key);
        }
        catch (CryptographicException broken)
        {
            throw new SecretUnreadableException(binding.Key, "what is stored of it was changed, or belongs elsewhere.", broken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private static byte[] Seal(byte[] dataKey, byte[] wrapped, SecretValue value, byte[] associatedData)
    {
        Span<byte> nonce = stackalloc byte[Aead.NonceBytes];
        RandomNumberGenerator.Fill(nonce);
        return new Envelope(wrapped, nonce, Aead.Encrypt(dataKey, nonce, value.Bytes, associatedData)).ToBytes();
    }

    private static byte[] WrappedKey(SealedSecret secret) => Envelope.Parse(secret.Envelope).WrappedKey.ToArray();

    private static SecretValue Open(byte[] dataKey, SealedSecret secret, SecretBinding binding)
    {
        if (dataKey.Length != DataKeyBytes)
            throw new CryptographicException("The data key has another length.");
        return SecretValue.Fill(Envelope.Parse(secret.Envelope).Box.Length - Aead.TagBytes, plaintext =>
        {
            var envelope = Envelope.Parse(secret.Envelope);
            Aead.Decrypt(dataKey, envelope.Nonce, envelope.Box, plaintext, binding.ToAssociatedData(Envelope.Format, secret.MasterKeyId));
        });
    }

    private static byte[] NewKey() => GC.AllocateUninitializedArray<byte>(DataKeyBytes, pinned: true);
}
