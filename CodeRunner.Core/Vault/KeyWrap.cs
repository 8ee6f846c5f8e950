using System.Security.Cryptography;

namespace CodeRunner.Core.Vault;

/// <summary>AES-KWP, RFC 5649.</summary>
internal static class KeyWrap
{
    public static byte[] Wrap(byte[] wrappingKey, ReadOnlySpan<byte> key)
    {
        using var aes = Open(wrappingKey);
        return aes.EncryptKeyWrapPadded(key);
    }

    /// <summary>Throws <see cref="CryptographicException"/> for what was not wrapped with this key. The answer is for the caller to zero.</summary>
    public static byte[] Unwrap(byte[] wrappingKey, ReadOnlySpan<byte> wrapped)
    {
        using var aes = Open(wrappingKey);
        try
        {
            return aes.DecryptKeyWrapPadded(wrapped);
        }
        catch (ArgumentException length)
        {
            throw new CryptographicException("The wrapped key has a length that none can have.", length);
        }
    }

    private static Aes Open(byte[] key)
    {
        var aes = Aes.Create();
        aes.SetKey(key);
        return aes;
    }
}
