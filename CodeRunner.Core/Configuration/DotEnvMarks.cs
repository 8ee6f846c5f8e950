namespace CodeRunner.Core.Configuration;

/// <summary>
/// What comments of dotenv text say of secrets, in the words of env-spec, so that other tools know them too: `# @sensitive` or `# @sensitive=false` right before a key,
/// and `# @defaultSensitive=false` before the first one, for all that have no mark.
/// </summary>
public static class DotEnvMarks
{
    public const string Secret = "# @sensitive";
    public const string Plain = "# @sensitive=false";
    public const string UsuallyPlain = "# @defaultSensitive=false";

    /// <summary>What a comment, without its '#', says of the next key and of all; null for nothing.</summary>
    internal static (bool? Next, bool? All) Read(ReadOnlySpan<char> comment)
    {
        (bool? Next, bool? All) said = (null, null);
        comment = comment.Trim();
        if (comment is not ['@', ..])
            return said;
        foreach (var part in comment.SplitAny(' ', '\t'))
        {
            said = comment[part] switch
            {
                "@sensitive" or "@sensitive=true" => (true, said.All),
                "@sensitive=false" => (false, said.All),
                "@defaultSensitive" or "@defaultSensitive=true" => (said.Next, true),
                "@defaultSensitive=false" => (said.Next, false),
                _ => said,
            };
        }
        return said;
    }

    /// <summary>Whether a comment with this text would be read as a mark.</summary>
    public static bool IsOne(string text) => Read(text) is not (null, null);
}
