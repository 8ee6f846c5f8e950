using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CodeRunner.Core.Configuration;

/// <summary>
/// Reads dotenv text: KEY=value, `export`, comments, and values that are bare, in single quotes (as they are), in double quotes (with \n, \r, \t, \", \\ and \$) or in
/// backticks (as they are); quoted ones may have several lines. Values come out as <see cref="References"/> are written: what stands in single quotes refers to nothing.
/// Of a key that is there twice the last one counts. Comments may say what is a secret: <see cref="DotEnvMarks"/>. Nothing is taken from this process's environment.
/// </summary>
public ref struct DotEnvReader
{
    private readonly ReadOnlySpan<char> text;
    private int at;
    private int line;

    /// <summary>What the comments right before the next key say of it, and those before the first key of all.</summary>
    private bool? secret, usually;

    private DotEnvReader(ReadOnlySpan<char> text)
    {
        this.text = text;
        line = 1;
    }

    private readonly char Next => at < text.Length ? text[at] : '\n';

    /// <summary>Fails with what is wrong and in which line, without any of the text but names of variables.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out DotEnvText? read, [NotNullWhen(false)] out string? fault)
    {
        var reader = new DotEnvReader(text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal));
        var found = new OrderedDictionary<string, DotEnvEntry>(StringComparer.Ordinal);
        fault = null;
        while (fault is null && reader.at < reader.text.Length)
            fault = reader.ReadLine(found);
        read = fault is null ? new DotEnvText([.. found.Values], reader.usually) : null;
        return fault is null;
    }

    private string? ReadLine(OrderedDictionary<string, DotEnvEntry> found)
    {
        SkipBlanks();
        if (Next is '\n' or '#')
        {
            ReadComment(isFirst: found.Count == 0);
            return null;
        }
        var first = line;
        if (ReadKey() is not { } key)
            return $"Line {first} is no KEY=value.";
        if (!ConfigRules.IsName(key))
            return $"What stands before the '=' in line {first} is no name: at most {ConfigRules.MostKeyLength} letters, digits and '_', and no digit first.";
        if (ReadValue() is not { } value)
            return $"The quoted value of {key} in line {first} has no end.";
        SkipBlanks();
        if (Next is not ('\n' or '#'))
            return $"Something follows the quoted value of {key} in line {line}.";
        SkipLine();
        found.Remove(key);
        found[key] = new DotEnvEntry(key, value, secret);
        secret = null;
        return found.Count <= ConfigRules.MostKeys ? null : $"There can be at most {ConfigRules.MostKeys} variables.";
    }

    /// <summary>A blank line ends what was said of the next key.</summary>
    private void ReadComment(bool isFirst)
    {
        var (from, isBlank) = (at, Next == '\n');
        SkipLine();
        var (next, all) = isBlank ? default : DotEnvMarks.Read(text[(from + 1)..at]);
        secret = isBlank ? null : next ?? secret;
        usually = isFirst ? all ?? usually : usually;
    }

    private string? ReadKey()
    {
        var key = ReadWord();
        SkipBlanks();
        if (key == "export" && Next is not ('=' or '\n'))
        {
            key = ReadWord();
            SkipBlanks();
        }
        if (key.Length == 0 || Next != '=')
            return null;
        at++;
        SkipBlanks();
        return key;
    }

    private string ReadWord()
    {
        var from = at;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '_' or '.' or '-')
            at++;
        return text[from..at].ToString();
    }

    private string? ReadValue() => Next switch
    {
        '\'' or '`' => ReadVerbatim(Next),
        '"' => ReadEscaped(),
        _ => ReadBare(),
    };

    /// <summary>To the end of the line, or to a comment, which a blank precedes.</summary>
    private string ReadBare()
    {
        var from = at;
        while (Next != '\n' && !(Next == '#' && (at == from || text[at - 1] is ' ' or '\t')))
            at++;
        return text[from..at].TrimEnd(" \t").ToString();
    }

    private string? ReadVerbatim(char quote)
    {
        var from = ++at;
        var length = text[from..].IndexOf(quote);
        if (length < 0)
            return null;
        Pass(length + 1);
        return References.Escape(text.Slice(from, length).ToString());
    }

    private string? ReadEscaped()
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; Pass(1))
        {
            if (Next == '"')
            {
                at++;
                return value.ToString();
            }
            if (Next == '\\' && at + 1 < text.Length)
            {
                at++;
                AppendEscaped(value);
            }
            else
            {
                value.Append(Next);
            }
        }
        return null;
    }

    private readonly void AppendEscaped(StringBuilder value) => _ = Next switch
    {
        'n' => value.Append('\n'),
        'r' => value.Append('\r'),
        't' => value.Append('\t'),
        '"' or '\\' => value.Append(Next),
        '$' when References.StartsOne(text[at..]) => value.Append("$$"),
        '$' => value.Append('$'),
        _ => value.Append('\\').Append(Next),
    };

    private void SkipBlanks()
    {
        while (Next is ' ' or '\t')
            at++;
    }

    private void SkipLine()
    {
        var length = text[at..].IndexOf('\n');
        Pass(length < 0 ? text.Length - at : length + 1);
    }

    private void Pass(int length)
    {
        line += text.Slice(at, length).Count('\n');
        at += length;
    }
}
