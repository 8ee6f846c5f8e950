using System.Buffers.Binary;
using System.Text;

namespace CodeRunner.Api.Deployments.Hosts;

/// <summary>A DNS question for TXT records, and what an answer to it holds (RFC 1035). An answer is a stranger's: each length is checked before it is believed.</summary>
internal static class TxtMessage
{
    private const int HeaderLength = 12;
    private const int MostRecords = 100;
    private const ushort Txt = 16;
    private const ushort Internet = 1;

    public static byte[] Ask(ushort id, string name)
    {
        var message = new List<byte> { (byte)(id >> 8), (byte)id, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in name.Split('.'))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }
        message.AddRange([0, 0, (byte)Txt, 0, (byte)Internet]);
        return [.. message];
    }

    /// <summary>Returns null for what is no whole answer to <paramref name="question"/>.</summary>
    public static List<string>? Read(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> question)
    {
        if (answer.Length < question.Length || answer[0] != question[0] || answer[1] != question[1] || (answer[2] & 0x82) != 0x80)
            return null;
        // The same name and type as were asked for: an answer to something else proves nothing.
        if (!answer[HeaderLength..question.Length].SequenceEqual(question[HeaderLength..]))
            return null;
        var count = Math.Min(MostRecords, (int)BinaryPrimitives.ReadUInt16BigEndian(answer[6..]));
        var texts = new List<string>();
        var at = question.Length;
        for (var record = 0; record < count; record++)
        {
            if (!TrySkipName(answer, ref at) || at + 10 > answer.Length)
                return null;
            var type = BinaryPrimitives.ReadUInt16BigEndian(answer[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(answer[(at + 8)..]);
            at += 10;
            if (at + length > answer.Length)
                return null;
            if (type == Txt)
                texts.Add(Join(answer.Slice(at, length)));
            at += length;
        }
        return texts;
    }

    private static bool TrySkipName(ReadOnlySpan<byte> message, ref int at)
    {
        while (at < message.Length)
        {
            var length = message[at];
            if ((length & 0xC0) == 0xC0)
            {
                at += 2;
                return true;
            }
            at += 1 + length;
            if (length == 0)
                return true;
        }
        return false;
    }

    private static string Join(ReadOnlySpan<byte> parts)
    {
        var text = new StringBuilder();
        while (parts.Length > 0 && parts[0] < parts.Length)
        {
            text.Append(Encoding.ASCII.GetString(parts.Slice(1, parts[0])));
            parts = parts[(parts[0] + 1)..];
        }
        return text.ToString();
    }
}
