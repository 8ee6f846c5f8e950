using System.Text.Json;

namespace CodeRunner.Api.Live;

/// <summary>
/// A JSON array of objects, read from a stream and cut into arrays of whole objects. What is in memory at a time is one part: a viewer that stalls in the middle of a large
/// batch holds no more than that.
/// </summary>
internal sealed class JsonParts(Stream json, int most)
{
    private byte[] buffer = new byte[4096];
    private JsonReaderState state;
    private int filled;
    private int scanned; // by the reader; what follows is the beginning of a token
    private int begin = 1; // of the next part's first object: behind the bracket, and later behind a comma
    private int end; // of the last whole object that was seen
    private bool closed;

    /// <summary>None is longer than asked for, unless a single object is. Throws <see cref="JsonException"/> for what is no array of objects.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(Func<Stream> open, int most)
    {
        using var json = open();
        var parts = new JsonParts(json, most);
        while (parts.Next() is { IsEmpty: false } part)
            yield return part;
    }

    private ReadOnlyMemory<byte> Next()
    {
        while (true)
        {
            var (before, whole) = (end, Scan());
            if (whole && end - begin + 2 > most && before > begin)
                return Cut(before, next: end);
            if (whole)
                continue;
            if (Fill())
                continue;
            if (!closed)
                throw new JsonException("It ends in the middle.");
            return end > begin ? Cut(end, next: end) : default;
        }
    }

    /// <summary>Goes on to the end of the next object; false when it is not all there.</summary>
    private bool Scan()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(scanned, filled - scanned), isFinalBlock: false, state);
        while (reader.Read())
        {
            if (!Fits(reader.CurrentDepth, reader.TokenType))
                throw new JsonException("This is no array of objects.");
            closed |= reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == 0;
            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 1)
            {
                Took(reader);
                end = scanned;
                return true;
            }
        }
        Took(reader);
        return false;
    }

    private static bool Fits(int depth, JsonTokenType token) => depth switch
    {
        0 => token is JsonTokenType.StartArray or JsonTokenType.EndArray,
        1 => token is JsonTokenType.StartObject or JsonTokenType.EndObject,
        _ => true,
    };

    private void Took(Utf8JsonReader reader)
    {
        scanned += (int)reader.BytesConsumed;
        state = reader.CurrentState;
    }

    private bool Fill()
    {
        if (filled == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var got = json.Read(buffer, filled, buffer.Length - filled);
        filled += got;
        return got > 0;
    }

    /// <summary>The objects up to there as an array; what follows moves to the front.</summary>
    private ReadOnlyMemory<byte> Cut(int to, int next)
    {
        var part = new byte[to - begin + 2];
        part[0] = (byte)'[';
        buffer.AsSpan(begin, to - begin).CopyTo(part.AsSpan(1));
        part[^1] = (byte)']';
        buffer.AsSpan(to, filled - to).CopyTo(buffer);
        (filled, scanned, begin, end) = (filled - to, scanned - to, 1, next - to);
        return part;
    }
}
