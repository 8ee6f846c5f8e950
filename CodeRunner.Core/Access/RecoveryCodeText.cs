using System.Security.Cryptography;
using System.Text;

namespace CodeRunner.Core.Access;

/// <summary>How a recovery code is written: 120 random bits as four groups of six letters and digits, of which none is taken for another.</summary>
public static class RecoveryCodeText
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Letters = 24;
    private const int Group = 6;

    public static string New() => string.Join('-', RandomNumberGenerator.GetString(Alphabet, Letters).Chunk(Group).Select(group => new string(group)));

    /// <summary>Of what a person typed: case, spaces and dashes don't matter. Null for what can't be one.</summary>
    public static byte[]? Hash(string typed)
    {
        var text = string.Concat(typed.Where(letter => letter != '-' && !char.IsWhiteSpace(letter)).Select(char.ToLowerInvariant)).Replace('o', '0').Replace('i', '1').Replace('l', '1');
        return text.Length == Letters && text.All(Alphabet.Contains) ? SHA256.HashData(Encoding.ASCII.GetBytes(text)) : null;
    }
}
