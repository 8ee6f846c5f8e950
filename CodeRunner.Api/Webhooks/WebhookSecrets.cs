using System.Security.Cryptography;
using System.Text;
using CodeRunner.Api.Access;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Webhooks;

/// <summary>
/// Webhooks' secrets at rest: AES-256-GCM under a key that is derived from the Api's own, which no database has. Whoever replaces that key makes webhooks anew: their
/// deliveries say so.
/// </summary>
internal sealed class WebhookSecrets(IOptions<AccessOptions> access)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;

    // Not before it is needed: a wrong option is then told by the check at the start, in a line of its own.
    private readonly Lazy<byte[]> key = new(() => HKDF.DeriveKey(HashAlgorithmName.SHA256, access.Value.DecodeKey()!, KeyBytes, info: "coderunner webhook secrets"u8.ToArray()));

    /// <summary>A nonce, a tag, and the ciphertext, which holds for this webhook only.</summary>
    public byte[] Seal(Guid webhookId, string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var whole = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(key.Value, TagBytes);
        cipher.Encrypt(whole.AsSpan(0, NonceBytes), plain, whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), webhookId.ToByteArray());
        return whole;
    }

    /// <summary>Null when it was sealed under another key, or for another webhook.</summary>
    public string? Open(Guid webhookId, byte[] whole)
    {
        if (whole.Length <= NonceBytes + TagBytes)
            return null;
        var plain = new byte[whole.Length - NonceBytes - TagBytes];
        try
        {
            using var cipher = new AesGcm(key.Value, TagBytes);
            cipher.Decrypt(whole.AsSpan(0, NonceBytes), whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), plain, webhookId.ToByteArray());
            return Encoding.UTF8.GetString(plain);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
