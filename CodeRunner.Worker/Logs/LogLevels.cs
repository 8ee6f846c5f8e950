using System.Text;
using System.Text.Json;

namespace CodeRunner.Worker.Logs;

/// <summary>Finds the level in a line that is a JSON object, as most logging libraries write it.</summary>
internal static class LogLevels
{
    /// <summary>A longer line is not looked into: this runs for every line of every app.</summary>
    private const int MostChars = 8 * 1024;

    public static string? Find(string text)
    {
        if (text.Length is < 10 or > MostChars || text[0] != '{' || text[^1] != '}')
            return null;
        try
        {
            return Read(new Utf8JsonReader(Encoding.UTF8.GetBytes(text)));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Read(Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isLevel = reader.ValueTextEquals("level"u8) || reader.ValueTextEquals("severity"u8)
                || reader.ValueTextEquals("Level"u8) || reader.ValueTextEquals("LogLevel"u8) || reader.ValueTextEquals("@l"u8);
            reader.Read();
            if (isLevel)
                return reader.TokenType switch
                {
                    JsonTokenType.String => Name(reader.GetString()!),
                    JsonTokenType.Number => reader.TryGetInt32(out var number) ? OfNumber(number) : null,
                    _ => null,
                };
            reader.Skip();
        }
        return null;
    }

    private static string? Name(string level) => level.ToLowerInvariant() switch
    {
        "trace" or "verbose" or "silly" => "trace",
        "debug" => "debug",
        "info" or "information" or "notice" or "http" => "info",
        "warn" or "warning" => "warn",
        "error" or "err" => "error",
        "fatal" or "critical" or "crit" or "alert" or "emergency" or "emerg" or "panic" => "fatal",
        _ => null,
    };

    /// <summary>The numbers of bunyan and pino.</summary>
    private static string? OfNumber(int level) => level switch
    {
        10 => "trace",
        20 => "debug",
        30 => "info",
        40 => "warn",
        50 => "error",
        60 => "fatal",
        _ => null,
    };
}
