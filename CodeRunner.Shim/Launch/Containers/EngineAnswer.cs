using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>An HTTP answer, as far as anyone here wants to know it.</summary>
internal sealed record EngineAnswer(int Status, byte[] Body)
{
    public bool IsGood => Status is >= 200 and < 300 or 304;

    /// <summary>The engine's own words.</summary>
    public string Message => Text("message") ?? $"the container engine answered {Status}";

    public static EngineAnswer Parse(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0) throw new IOException("The container engine's answer was cut short.");
        var first = Encoding.ASCII.GetString(bytes, 0, end).Split(' ', 3);
        if (first.Length < 2 || !int.TryParse(first[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new IOException("The container engine's answer is not HTTP.");
        return new EngineAnswer(status, bytes[(end + 4)..]);
    }

    public string? Text(params string[] path) => Find(path) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    public int? Number(params string[] path) => Find(path) is { ValueKind: JsonValueKind.Number } found ? found.GetInt32() : null;

    public bool Flag(params string[] path) => Find(path) is { ValueKind: JsonValueKind.True };

    private JsonElement? Find(string[] path)
    {
        try
        {
            var reader = new Utf8JsonReader(Body);
            var at = JsonElement.ParseValue(ref reader);
            foreach (var name in path)
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                    return null;
            return at;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
