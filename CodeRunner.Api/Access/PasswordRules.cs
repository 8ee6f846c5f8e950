using CodeRunner.Api.Problems;

namespace CodeRunner.Api.Access;

/// <summary>What a password may not be, whoever sets it and wherever. Of what it is made of there is no rule (decision 0066).</summary>
internal static class PasswordRules
{
    /// <summary>Shorter words are in too many others.</summary>
    private const int LeastWord = 3;

    /// <summary>Letters and digits that have to be left of a password without the words that everybody knows of its account.</summary>
    private const int LeastLeft = 6;

    private const string Platform = "coderunner";

    /// <summary>Of an account with that address and name.</summary>
    public static Faults Password(this Faults faults, string? password, string field, string? email, string? displayName)
    {
        if (password is not { Length: >= Passwords.LeastLength and <= Passwords.MostLength })
            return faults.Check(false, field, $"It must have {Passwords.LeastLength} to {Passwords.MostLength} characters.");
        var part = RepeatedPart(password);
        return faults
            .Check(part.Length >= Passwords.LeastLength, field, "It is a few characters again and again: choose another, such as some words in a row.")
            .Check(part.Length < Passwords.LeastLength || !CommonPasswords.Has(part), field, "It is one of the commonest passwords, which are guessed first: choose another, such as some words in a row.")
            .Check(!IsOfWords(password, WordsOf(email, displayName)), field, "It is little more than your address, your name or the platform's: choose another, such as some words in a row.");
    }

    /// <summary>The shortest text that, once or several times, makes the whole.</summary>
    internal static string RepeatedPart(string text)
    {
        for (var length = 1; length <= text.Length / 2; length++)
        {
            if (text.Length % length == 0 && text.AsSpan(length).SequenceEqual(text.AsSpan(0, text.Length - length)))
                return text[..length];
        }
        return text;
    }

    internal static IEnumerable<string> WordsOf(string? email, string? displayName) =>
        new[] { Platform, email ?? "", displayName ?? "" }.SelectMany(text => (string[])[text.Trim(), .. Split(text)]).Where(word => word.Length >= LeastWord);

    private static bool IsOfWords(string password, IEnumerable<string> words)
    {
        var left = words.OrderByDescending(word => word.Length).Aggregate(password, (text, word) => text.Replace(word, "", StringComparison.OrdinalIgnoreCase));
        return left != password && left.Count(char.IsLetterOrDigit) < LeastLeft;
    }

    private static IEnumerable<string> Split(string text) =>
        string.Concat(text.Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
