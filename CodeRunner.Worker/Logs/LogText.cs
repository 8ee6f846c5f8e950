namespace CodeRunner.Worker.Logs;

/// <summary>Makes an app's bytes fit to store. PostgreSQL's text cannot hold NUL, nor UTF-16 halves.</summary>
internal static class LogText
{
    public const int MostChars = 64 * 1024;

    public static string Clean(string text)
    {
        if (text.Length > MostChars)
            text = text[..MostChars];
        if (text.Contains('\0'))
            text = text.Replace('\0', '\uFFFD');
        return HasLoneSurrogate(text) ? System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) : text;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
                continue;
            if (index + 1 >= text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                return true;
            index++;
        }
        return false;
    }
}
