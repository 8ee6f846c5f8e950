using System.Buffers.Binary;
using System.Text;

namespace CodeRunner.Tests.Telemetry;

/// <summary>A protobuf message as its numbered fields: enough to read what is sent by OTLP.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> fields = [];

    public ProtoMessage(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message.Span, ref at);
            var (value, length) = ((ulong)0, 0);
            switch (key & 7)
            {
                case 0:
                    value = Varint(message.Span, ref at);
                    break;
                case 1:
                    (value, length) = (BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), sizeof(ulong));
                    break;
                case 2:
                    length = (int)Varint(message.Span, ref at);
                    break;
                case 5:
                    (value, length) = (BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), sizeof(uint));
                    break;
                default:
                    throw new InvalidDataException($"Wire type {key & 7} is not read here.");
            }
            fields.Add(((int)(key >> 3), value, message.Slice(at, length)));
            at += length;
        }
    }

    public IEnumerable<ProtoMessage> All(int number) => fields.Where(field => field.Number == number).Select(field => new ProtoMessage(field.Bytes));

    public ulong Number(int number) => fields.FirstOrDefault(field => field.Number == number).Value;

    public string Hex(int number) => Convert.ToHexStringLower(fields.FirstOrDefault(field => field.Number == number).Bytes.Span);

    public string Text(int number) => Encoding.UTF8.GetString(fields.FirstOrDefault(field => field.Number == number).Bytes.Span);

    /// <summary>Attributes: each a key and a value, of which texts and whole numbers are told apart.</summary>
    public Dictionary<string, string> Attributes(int number) => All(number)
        .GroupBy(each => each.Text(1), each => each.All(2).FirstOrDefault())
        .ToDictionary(group => group.Key, group => group.Last() is not { } value ? "" : value.Text(1) is { Length: > 0 } text ? text : value.Number(3).ToString());

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
