using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CodeRunner.Core.Access;

/// <summary>
/// How a token is written: "crt_", 32 random bytes as base64url, and six characters that check those before them. So scanners for leaked secrets know one when they see
/// it, and a mistyped one is refused without a look at the database.
/// </summary>
public static class ApiTokenText
{
    public const string Prefix = "crt_";

    private const int RandomBytes = 32;
    private const int RandomLength = 43;
    private const int CheckLength = 6;
    private const int ShownLength = 12;

    public static string New()
    {
        var text = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        return text + Check(text);
    }

    /// <summary>Whether the text can be a token of ours at all.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == Prefix.Length + RandomLength + CheckLength && text.StartsWith(Prefix, StringComparison.Ordinal) && text[^CheckLength..] == Check(text[..^CheckLength]);

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>What may be shown of it.</summary>
    public static string Beginning(string text) => text[..ShownLength];

    private static string Check(string text) => Base64Url.EncodeToString(Hash(text))[..CheckLength];
}
