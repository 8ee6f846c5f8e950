using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeRunner.Contracts.Logs;

/// <summary>
/// Records as they are stored and published: a byte that says how, and a JSON array, deflated where that is worth it. The array goes to a viewer as it is.
/// </summary>
public static class LogPacking
{
    private const byte Plain = 0;
    private const byte Deflated = 1;

    /// <summary>Less is not worth the processor's time: PostgreSQL rounds it up, and a network sends it in one packet.</summary>
    private const int WorthDeflating = 1000;

    private static readonly JsonSerializerOptions Json = new(Wire.Json)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Pack(IReadOnlyList<LogRecord> records)
    {
        using var packed = new MemoryStream();
        packed.WriteByte(Plain);
        JsonSerializer.Serialize(packed, records, Json);
        return packed.Length < WorthDeflating ? packed.ToArray() : Deflate(packed.GetBuffer().AsSpan(1, (int)packed.Length - 1));
    }

    /// <summary>The JSON array. Throws <see cref="InvalidDataException"/> for what was not packed here.</summary>
    public static ReadOnlyMemory<byte> JsonOf(ReadOnlyMemory<byte> packed)
    {
        using var json = new MemoryStream();
        using var unpacking = OpenJson(packed);
        unpacking.CopyTo(json);
        return json.GetBuffer().AsMemory(0, (int)json.Length);
    }

    /// <summary>The JSON array, unpacked while it is read. Throws <see cref="InvalidDataException"/> for what was not packed here.</summary>
    public static Stream OpenJson(ReadOnlyMemory<byte> packed) => (packed.IsEmpty ? byte.MaxValue : packed.Span[0]) switch
    {
        Plain => OpenPlain(packed[1..]),
        Deflated => new DeflateStream(OpenPlain(packed[1..]), CompressionMode.Decompress),
        _ => throw new InvalidDataException("These are no packed log records."),
    };

    /// <summary>Throws <see cref="JsonException"/> or <see cref="InvalidDataException"/> for what was not packed here.</summary>
    public static IReadOnlyList<LogRecord> Unpack(ReadOnlyMemory<byte> packed) => Read(JsonOf(packed));

    public static IReadOnlyList<LogRecord> Read(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<List<LogRecord>>(json.Span, Json) ?? [];

    public static byte[] Write(IReadOnlyList<LogRecord> records) => JsonSerializer.SerializeToUtf8Bytes(records, Json);

    public static MemoryStream OpenPlain(ReadOnlyMemory<byte> bytes)
    {
        var array = MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : bytes.ToArray();
        return new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
    }

    private static byte[] Deflate(ReadOnlySpan<byte> json)
    {
        using var packed = new MemoryStream();
        packed.WriteByte(Deflated);
        using (var deflating = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflating.Write(json);
        return packed.ToArray();
    }
}
