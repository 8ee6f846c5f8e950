using System.Buffers;
using System.Text;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class SegmentFormatTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var buffer = new ArrayBufferWriter<byte>();
        SegmentFormat.WriteLine(buffer, 7, 1_700_000_000_123_456, 2, "größer"u8);
        SegmentFormat.WriteLost(buffer, 20, 1_700_000_000_999_999, 1, 13, 4567);

        SegmentFormat.TryRead(buffer.WrittenSpan, out var line, out var length).ShouldBeTrue();
        (line.Seq, line.TimeMicroseconds, line.Stream, Encoding.UTF8.GetString(line.Text), line.LostLines).ShouldBe((7L, 1_700_000_000_123_456L, (byte)2, "größer", 0L));
        SegmentFormat.TryRead(buffer.WrittenSpan[length..], out var lost, out var rest).ShouldBeTrue();
        (lost.Seq, lost.Stream, lost.Text.Length, lost.LostLines, lost.LostBytes).ShouldBe((20L, (byte)1, 0, 13L, 4567L));
        (length + rest).ShouldBe(buffer.WrittenCount);
    }

    [Fact]
    public void A_record_that_is_not_there_whole_is_not_there()
    {
        var buffer = new ArrayBufferWriter<byte>();
        SegmentFormat.WriteLine(buffer, 1, 1, 1, "text"u8);

        for (var length = 0; length < buffer.WrittenCount; length++)
            SegmentFormat.TryRead(buffer.WrittenSpan[..length], out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void What_can_be_no_record_is_refused() =>
        Should.Throw<InvalidDataException>(() => SegmentFormat.TryRead(Enumerable.Repeat((byte)0xFF, 64).ToArray(), out _, out _));

    [Theory]
    [InlineData("42 (a) b) (c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20", 'S', 4711UL)]
    [InlineData("42 (sh) Z 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711", 'Z', 4711UL)]
    public void A_processs_name_can_not_forge_its_state_or_start(string stat, char state, ulong start)
    {
        ProcessIdentity.TryParseStat(stat, out var foundState, out var foundStart).ShouldBeTrue();
        (foundState, foundStart).ShouldBe((state, start));
    }
}
