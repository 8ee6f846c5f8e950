using System.Text;
using System.Text.RegularExpressions;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>What goes over the wire, and what it came of.</summary>
internal sealed partial record Request(Operation Operation, Ask Ask, string Path, string? Token, Payload? Body)
{
    private const int MostShown = 400;

    /// <summary>As curl takes it, without the token and without passwords.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Ask.Kind}: curl -X {Operation.Method} '{Path}'");
        if (Token is not null)
            text.Append($" -H 'Authorization: Bearer ${Ask.Who}'");
        foreach (var (name, value) in Ask.Headers)
            text.Append($" -H '{name}: {Printable(value)}'");
        if (Body is not null)
            text.Append($" -H 'Content-Type: {Printable(Body.ContentType ?? "")}' --data-binary $'{Printable(Encoding.Latin1.GetString(Body.Bytes))}'");
        return Secrets().Replace(text.ToString(), "$1\"***\"");
    }

    private static string Printable(string text) => string.Concat((text.Length > MostShown ? $"{text[..MostShown]}… ({text.Length})" : text)
        .Select(letter => letter is '\'' or '\\' ? $"\\{letter}" : letter is >= ' ' and < (char)127 or '…' ? $"{letter}" : $"\\x{(int)letter:x2}"));

    [GeneratedRegex("""("(?:password|refreshToken|accessToken|token)"\s*:\s*)"[^"]*(?:"|$)""")]
    private static partial Regex Secrets();
}
