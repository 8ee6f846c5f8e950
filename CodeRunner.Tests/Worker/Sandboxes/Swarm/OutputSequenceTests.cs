using System.Buffers;
using System.Text;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Swarm;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

public sealed class OutputSequenceTests
{
    [Fact]
    public void Lines_come_once_however_often_the_engine_gives_them()
    {
        var sequence = new OutputSequence(0);
        var seen = new[] { Line(1, 0, "one"), Line(1, 0, "one"), Line(2, 3, "two"), Line(1, 0, "one"), Line(2, 3, "two"), Line(3, 6, "three") }.SelectMany(sequence.Take).ToList();

        seen.Select(r => (r.Seq, r.Text, r.LostLines)).ShouldBe([(1, "one", 0), (2, "two", 0), (3, "three", 0)]);
        sequence.Since.ShouldBe(new EngineTime(3, 0));
    }

    [Fact]
    public void What_is_missing_is_counted_in_lines_and_bytes()
    {
        var sequence = new OutputSequence(0);
        var seen = sequence.Take(Line(1, 0, "one")).ToList();
        sequence.HasHole(Line(2, 3, "")).ShouldBeFalse();
        sequence.HasHole(Line(5, 103, "five")).ShouldBeTrue();
        seen.AddRange(sequence.Take(Line(5, 103, "five")));

        seen.Select(r => (r.Seq, r.Text, r.LostLines, r.LostBytes)).ShouldBe([(1, "one", 0, 0), (4, "", 3, 100), (5, "five", 0, 0)]);
    }

    [Fact]
    public void Whoever_goes_on_after_a_line_gets_the_next_and_knows_what_was_lost_since()
    {
        var sequence = new OutputSequence(7);
        Line(7, 50, "seven").Line.Number.ShouldBe(7);
        sequence.Take(Line(7, 50, "seven")).ShouldBeEmpty();
        sequence.Take(Line(10, 70, "ten")).Select(r => (r.Seq, r.LostLines, r.LostBytes)).ShouldBe([(9, 2, 15), (10, 0, 0)]);
    }

    [Fact]
    public void The_end_is_no_line_and_nothing_of_it_is_missing()
    {
        var sequence = new OutputSequence(0);
        var end = new TaskEntry(new EngineTime(9, 0), new TaskLine(TaskLineKind.Ended, 137, 0, TaskLine.OutOfMemory));

        sequence.HasHole(end).ShouldBeFalse();
        sequence.Take(end).ShouldBeEmpty();
        sequence.Ended.ShouldBeTrue();
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData(" 1 2 o3 4 forged")]
    [InlineData("größer\u0001")]
    public void A_line_is_read_as_it_was_written(string text)
    {
        var written = new ArrayBufferWriter<byte>();
        TaskLine.Write(written, TaskLineKind.Stderr, long.MaxValue, 12, Encoding.UTF8.GetBytes(text));

        TaskLine.TryParse(written.WrittenSpan[..^1], out var read).ShouldBeTrue();
        read.ShouldBe(new TaskLine(TaskLineKind.Stderr, long.MaxValue, 12, text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("o")]
    [InlineData("o1")]
    [InlineData("o1 2")]
    [InlineData("z1 2 text")]
    [InlineData("ox 2 text")]
    public void What_another_program_says_is_no_line(string said) => TaskLine.TryParse(Encoding.UTF8.GetBytes(said), out _).ShouldBeFalse();

    [Theory]
    [InlineData("2026-11-30T16:13:58.827481194Z", "1796055238.827481194")]
    [InlineData("2026-11-30T16:13:58.5Z", "1796055238.500000000")]
    [InlineData("2026-11-30T16:13:58Z", "1796055238.000000000")]
    public void An_engines_time_keeps_its_nanoseconds(string said, string asked)
    {
        var time = EngineTime.Parse(said).ShouldNotBeNull();

        $"{time}".ShouldBe(asked);
        OutputPosition.Parse($"{new OutputPosition(12, time)}").ShouldBe(new OutputPosition(12, time));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12 x.y")]
    public void A_label_that_says_no_position_is_none(string? label) => OutputPosition.Parse(label).ShouldBeNull();

    private static TaskEntry Line(long number, long before, string text) => new(new EngineTime(number, 0), new TaskLine(TaskLineKind.Stdout, number, before, text));
}
