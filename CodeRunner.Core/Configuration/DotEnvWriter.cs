using System.Text;
using System.Text.RegularExpressions;

namespace CodeRunner.Core.Configuration;

/// <summary>Writes dotenv text that <see cref="DotEnvReader"/> reads back to the same values, byte for byte.</summary>
public static partial class DotEnvWriter
{
    /// <summary>A line of KEY=value. <paramref name="value"/> as <see cref="References"/> are written.</summary>
    public static void Write(StringBuilder to, string key, string value)
    {
        to.Append(key).Append('=');
        if (Bare().IsMatch(value))
            to.Append(value);
        else if (value.AsSpan().ContainsAny("'\n\r") || References.Find(value).Any())
            to.Append('"').Append(Quote(value)).Append('"');
        else
            to.Append('\'').Append(References.Unescape(value)).Append('\'');
        to.Append('\n');
    }

    private static string Quote(string value)
    {
        var quoted = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
        // What stands for itself, as other readers of dotenv know it.
        return Escaped().Replace(quoted, "\\${${key}}");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_./:@%+,=-]*\z")]
    private static partial Regex Bare();

    [GeneratedRegex(@"\$\$\{(?<key>[A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Escaped();
}
