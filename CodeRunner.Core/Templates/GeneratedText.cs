using System.Security.Cryptography;
using CodeRunner.Contracts.Templates;

namespace CodeRunner.Core.Templates;

/// <summary>Passwords and keys that nobody has to think of.</summary>
public static class GeneratedText
{
    /// <summary>Fewer letters of the smallest alphabet could be guessed.</summary>
    public const int LeastLength = 24;

    public const int UsualLength = 32;
    public const int MostLength = 256;

    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Each letter is chosen by the system's cryptographic source, all with the same chance.</summary>
    public static string Make(TemplateKey key) =>
        RandomNumberGenerator.GetString(Letters(key.Alphabet ?? TemplateAlphabet.Alphanumeric), key.Length ?? UsualLength);

    public static string Letters(TemplateAlphabet alphabet) => alphabet switch
    {
        TemplateAlphabet.Hex => "0123456789abcdef",
        TemplateAlphabet.Base64Url => Alphanumeric + "-_",
        _ => Alphanumeric,
    };
}
