using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CodeRunner.Core.Vault;

/// <summary>
/// How a sealed secret is stored: format (1 byte), length of the wrapped data key (2 bytes, big-endian), the wrapped data key, nonce (12), ciphertext, tag (16).
/// </summary>
internal readonly ref struct Envelope(ReadOnlySpan<byte> wrappedKey, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> box)
{
    public const byte Format = 1;

    private const int HeaderBytes = 1 + sizeof(ushort);

    public ReadOnlySpan<byte> WrappedKey { get; } = wrappedKey;

    public ReadOnlySpan<byte> Nonce { get; } = nonce;

    /// <summary>Ciphertext and tag.</summary>
    public ReadOnlySpan<byte> Box { get; } = box;

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + WrappedKey.Length + Nonce.Length + Box.Length];
        bytes[0] = Format;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), checked((ushort)WrappedKey.Length));
        WrappedKey.CopyTo(bytes.AsSpan(HeaderBytes));
        Nonce.CopyTo(bytes.AsSpan(HeaderBytes + WrappedKey.Length));
        Box.CopyTo(bytes.AsSpan(HeaderBytes + WrappedKey.Length + Nonce.Length));
        return bytes;
    }

    public static Envelope Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || bytes[0] != Format)
            throw new CryptographicException("The envelope has another format.");
        var wrapped = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
        var rest = bytes[HeaderBytes..];
        if (rest.Length < wrapped + Aead.NonceBytes + Aead.TagBytes)
            throw new CryptographicException("The envelope is cut short.");
        return new Envelope(rest[..wrapped], rest.Slice(wrapped, Aead.NonceBytes), rest[(wrapped + Aead.NonceBytes)..]);
    }
}
