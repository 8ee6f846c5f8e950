using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodeRunner.Shim.Output;

/// <summary>
/// The ways in which a secret is usually printed: as it is, each of its lines, as base64 (also within a longer text, and in lines as tools break it), as hex, URL-escaped
/// and escaped as between quotes. One with blanks around it is printed without them as well.
/// </summary>
internal static class SecretForms
{
    /// <summary>What is shorter is found everywhere, and is not masked.</summary>
    public const int LeastBytes = 6;

    /// <summary>
    /// What those who escape URLs leave as it is, and what they make of a blank: RFC 3986 (.NET, Go), with a plus, JavaScript's encodeURIComponent and encodeURI, Python,
    /// forms of browsers and Java, .NET's WebUtility.
    /// </summary>
    private static readonly (string Kept, string Blank)[] UrlStyles =
    [
        ("-_.~", "%20"), ("-_.~", "+"), ("-_.!~*'()", "%20"), ("-_.!~*'();/?:@&=+$,#", "%20"), ("-_.~/", "%20"), ("-_.*", "+"), ("-_.!*()", "+"),
    ];

    /// <summary>Letters in a line of base64: of `base64` and Python, and of OpenSSL.</summary>
    private static readonly int[] Base64Lines = [76, 64];

    public static IEnumerable<byte[]> Of(string secret)
    {
        if (Encoding.UTF8.GetByteCount(secret) < LeastBytes) return [];
        return new[] { secret, secret.Trim() }.Distinct(StringComparer.Ordinal).SelectMany(Texts).Distinct(StringComparer.Ordinal)
            .Select(Encoding.UTF8.GetBytes).Where(form => form.Length >= LeastBytes);
    }

    private static IEnumerable<string> Texts(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return
        [
            .. secret.Split('\n', '\r'),
            .. UrlStyles.SelectMany(style => (string[])[Url(bytes, style, "0123456789ABCDEF"), Url(bytes, style, "0123456789abcdef")]),
            JsonEncodedText.Encode(secret).ToString(),
            Quoted(secret, '"', asciiOnly: false),
            Quoted(secret, '"', asciiOnly: true),
            Quoted(secret, '\'', asciiOnly: false),
            Quoted(secret, '`', asciiOnly: false),
            Convert.ToHexString(bytes),
            Convert.ToHexStringLower(bytes),
            .. Base64Forms(bytes),
        ];
    }

    /// <summary>Three bytes are four letters, so there are three ways to stand in a longer text; letters that its neighbours decide are left out.</summary>
    private static IEnumerable<string> Base64Forms(byte[] secret)
    {
        for (var offset = 0; offset < 3; offset++)
        {
            var whole = Convert.ToBase64String([.. new byte[offset], .. secret]).TrimEnd('=');
            var first = offset == 0 ? 0 : offset + 1;
            var last = (offset + secret.Length) % 3 == 0 ? whole.Length : whole.Length - 1;
            if (last <= first) continue;
            yield return whole[first..last];
            yield return whole[first..last].Replace('+', '-').Replace('/', '_');
            if (offset > 0) continue;
            foreach (var line in Base64Lines.Where(length => last > length).SelectMany(length => whole[..last].Chunk(length))) yield return new string(line);
        }
    }

    private static string Url(byte[] bytes, (string Kept, string Blank) style, string digits)
    {
        var text = new StringBuilder();
        foreach (var each in bytes)
        {
            if (each == ' ') text.Append(style.Blank);
            else if (char.IsAsciiLetterOrDigit((char)each) || style.Kept.Contains((char)each, StringComparison.Ordinal)) text.Append((char)each);
            else text.Append('%').Append(digits[each >> 4]).Append(digits[each & 15]);
        }

        return text.ToString();
    }

    /// <summary>As JavaScript and Python write it between such quotes: as JSON, or when they show a value.</summary>
    private static string Quoted(string secret, char quote, bool asciiOnly)
    {
        var text = new StringBuilder();
        foreach (var letter in secret)
        {
            _ = letter switch
            {
                '\\' => text.Append("\\\\"),
                _ when letter == quote => text.Append('\\').Append(letter),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                > '~' when asciiOnly => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        return text.ToString();
    }
}
