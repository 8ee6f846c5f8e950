using System.Text;
using System.Text.RegularExpressions;

namespace CodeRunner.Core.Configuration;

/// <summary>What a configuration may hold.</summary>
public static partial class ConfigRules
{
    public const int MostKeyLength = 128;
    public const int MostValueBytes = 64 << 10;
    public const int MostKeys = 500;

    /// <summary>Of all keys and values of one configuration.</summary>
    public const int MostBytes = 512 << 10;

    public const int MostDescriptionLength = 500;
    public const int MostReasonLength = 500;

    private const string PlatformPrefix = "CODERUNNER_";

    /// <summary>What the platform itself tells an app: a value of these would have no effect.</summary>
    private static readonly HashSet<string> Reserved = ["PORT", "HOST", "ASPNETCORE_HTTP_PORTS"];

    /// <summary>Whether it is written as a key is. What is not may be anything, a secret in the wrong place too: nothing repeats it.</summary>
    public static bool IsName(string key) => key.Length <= MostKeyLength && KeyPattern().IsMatch(key);

    /// <summary>What is wrong with the key, in words for people; null for nothing.</summary>
    public static string? CheckKey(string? key) => key switch
    {
        null or "" => "It is needed.",
        { Length: > MostKeyLength } => $"It must have at most {MostKeyLength} characters.",
        _ when !KeyPattern().IsMatch(key) => "It must be letters, digits and '_', and not begin with a digit.",
        _ when Reserved.Contains(key) => $"{key} is what the platform tells an app: it can't be set.",
        _ when key.StartsWith(PlatformPrefix, StringComparison.OrdinalIgnoreCase) => $"Names that begin with {PlatformPrefix} are the platform's.",
        _ => null,
    };

    /// <summary>What is wrong with the value; null for nothing. Never says anything of it.</summary>
    public static string? CheckValue(string value) => value switch
    {
        _ when value.Length > MostValueBytes || Encoding.UTF8.GetByteCount(value) > MostValueBytes => $"It must have at most {MostValueBytes >> 10} KiB.",
        _ when value.Contains('\0') => "A NUL character is in it, which no environment variable may have.",
        _ when HasLoneSurrogate(value) => "It is no valid Unicode text.",
        _ => null,
    };

    private static bool HasLoneSurrogate(string value)
    {
        for (var rest = value.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done)
                return true;
            rest = rest[used..];
        }
        return false;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex KeyPattern();
}
