using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace CodeRunner.Core.Vault;

/// <summary>
/// A secret's plaintext, which cannot print: not by ToString, not as JSON, not in a debugger. Its bytes are pinned, so that no copy is left behind by the garbage
/// collector, and zeroed on disposal.
/// </summary>
[DebuggerDisplay("***")]
public sealed class SecretValue : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] bytes;

    public SecretValue(string plaintext)
    {
        bytes = GC.AllocateUninitializedArray<byte>(Strict.GetByteCount(plaintext), pinned: true);
        Strict.GetBytes(plaintext, bytes);
    }

    private SecretValue(byte[] pinned) => bytes = pinned;

    /// <summary>Bytes of it in UTF-8.</summary>
    public int Length => bytes.Length;

    internal ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The plaintext, for who injects or reveals it. The string can't be zeroed: don't keep it.</summary>
    public string Reveal() => Strict.GetString(bytes);

    public override string ToString() => "***";

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    /// <summary>One of <paramref name="length"/> bytes that <paramref name="fill"/> writes; zeroed when that fails.</summary>
    internal static SecretValue Fill(int length, Action<byte[]> fill)
    {
        var value = new SecretValue(GC.AllocateUninitializedArray<byte>(length, pinned: true));
        try
        {
            fill(value.bytes);
            return value;
        }
        catch
        {
            value.Dispose();
            throw;
        }
    }
}
