using System.Security.Cryptography;

namespace CodeRunner.Core.Vault;

/// <summary>AES-GCM with 96-bit nonces and 128-bit tags; the tag follows the ciphertext.</summary>
internal static class Aead
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;

    /// <summary>Ciphertext and tag.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        var box = new byte[plaintext.Length + TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plaintext, box.AsSpan(0, plaintext.Length), box.AsSpan(plaintext.Length), associatedData);
        return box;
    }

    /// <summary>Fills <paramref name="plaintext"/>, which is <see cref="TagBytes"/> shorter than the box; throws when anything does not fit.</summary>
    public static void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> box, Span<byte> plaintext, ReadOnlySpan<byte> associatedData)
    {
        if (box.Length < TagBytes)
            throw new CryptographicException("The ciphertext is too short.");
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(nonce, box[..^TagBytes], box[^TagBytes..], plaintext, associatedData);
    }
}
