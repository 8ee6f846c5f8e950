using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodeRunner.Shim.Output;

/// <summary>The ways in which a secret is usually printed: as it is, each of its lines, as base64 (also within a longer text), as hex, URL-escaped and JSON-escaped.</summary>
internal static class SecretForms
{
    /// <summary>What is shorter is found everywhere, and is not masked.</summary>
    public const int LeastBytes = 6;

    public static IEnumerable<byte[]> Of(string secret)
    {
        if (Encoding.UTF8.GetByteCount(secret) < LeastBytes) return [];
        var bytes = Encoding.UTF8.GetBytes(secret);
        string[] texts =
        [
            .. secret.Split('\n', '\r'),
            Uri.EscapeDataString(secret),
            LowerEscapes(Uri.EscapeDataString(secret)),
            Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal),
            JsonEncodedText.Encode(secret).ToString(),
            Json(secret, asciiOnly: false),
            Json(secret, asciiOnly: true),
            Convert.ToHexString(bytes),
            Convert.ToHexStringLower(bytes),
            .. Base64Forms(bytes),
        ];
        return texts.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes).Where(form => form.Length >= LeastBytes);
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
        }
    }

    private static string LowerEscapes(string escaped)
    {
        var text = new StringBuilder(escaped);
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] != '%') continue;
            text[i + 1] = char.ToLowerInvariant(text[i + 1]);
            text[i + 2] = char.ToLowerInvariant(text[i + 2]);
        }

        return text.ToString();
    }

    /// <summary>As JavaScript and Python write it.</summary>
    private static string Json(string secret, bool asciiOnly)
    {
        var text = new StringBuilder();
        foreach (var letter in secret)
        {
            _ = letter switch
            {
                '"' or '\\' => text.Append('\\').Append(letter),
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
