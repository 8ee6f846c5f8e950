using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>The ways in which a value may lie somewhere. Written apart from what masks secrets, so that what one forgets the other does not.</summary>
internal static class Encodings
{
    /// <summary>Fewer bytes are found everywhere.</summary>
    public const int Least = 6;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<(string How, byte[] Bytes)> Of(string value) => All(value)
        .Where(each => each.Bytes.Length >= Least).DistinctBy(each => Convert.ToHexString(each.Bytes));

    private static IEnumerable<(string How, byte[] Bytes)> All(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(value));
        foreach (var (how, text) in Texts(value).Concat(Base64(bytes)))
            yield return (how, Encoding.UTF8.GetBytes(text));
    }

    private static IEnumerable<(string How, string Text)> Texts(string value)
    {
        yield return ("as it is", value);
        foreach (var line in value.Split('\n', '\r'))
            yield return ("a line of it", line.Trim());
        yield return ("hex", Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value)));
        yield return ("HEX", Convert.ToHexString(Encoding.UTF8.GetBytes(value)));
        yield return ("JSON", JsonSerializer.Serialize(value)[1..^1]);
        yield return ("JSON, relaxed", JsonSerializer.Serialize(value, Relaxed)[1..^1]);
        yield return ("JSON in JSON", JsonSerializer.Serialize(JsonSerializer.Serialize(value, Relaxed)[1..^1], Relaxed)[1..^1]);
        yield return ("HTML", WebUtility.HtmlEncode(value));
        yield return ("HTML of Blazor", HtmlEncoder.Default.Encode(value));
        foreach (var escaped in (string[])[Uri.EscapeDataString(value), WebUtility.UrlEncode(value), Script(value), Script(value).Replace("%2F", "/", StringComparison.Ordinal)])
        {
            yield return ("URL", escaped);
            yield return ("url", Lower(escaped));
        }
    }

    /// <summary>Three bytes are four letters: there are three ways to lie in something longer, and letters that its neighbours decide are left out.</summary>
    private static IEnumerable<(string How, string Text)> Base64(byte[] bytes)
    {
        for (var before = 0; before < 3; before++)
        {
            var whole = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var from = ((before * 8) + 5) / 6;
            var to = (before + bytes.Length) * 8 / 6;
            if (to <= from)
                continue;
            yield return ($"base64 after {before}", whole[from..to]);
            yield return ($"base64url after {before}", whole[from..to].Replace('+', '-').Replace('/', '_'));
        }
    }

    /// <summary>As JavaScript's encodeURIComponent.</summary>
    private static string Script(string value)
    {
        var escaped = new StringBuilder(Uri.EscapeDataString(value));
        foreach (var letter in "!*'()")
            escaped.Replace(Uri.HexEscape(letter), letter.ToString());
        return escaped.ToString();
    }

    private static string Lower(string escaped)
    {
        var text = escaped.ToCharArray();
        for (var at = 0; at + 2 < text.Length; at++)
            if (text[at] == '%')
                (text[at + 1], text[at + 2]) = (char.ToLowerInvariant(text[at + 1]), char.ToLowerInvariant(text[at + 2]));
        return new string(text);
    }
}
