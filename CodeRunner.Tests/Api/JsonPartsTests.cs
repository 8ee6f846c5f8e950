using System.Text;
using System.Text.Json;
using CodeRunner.Api.Live;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Api;

public sealed class JsonPartsTests
{
    [Fact]
    public void Parts_are_whole_and_small_and_together_what_was_there() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(string?[] Texts, byte Most, byte AtATime)>(), given => Check(given.Texts, given.Most, given.AtATime))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData("[{\"a\":1}")]
    [InlineData("[{\"a\":1},{\"a\"")]
    [InlineData("{\"a\":1}")]
    [InlineData("[1,2]")]
    [InlineData("")]
    [InlineData("nothing")]
    public void What_is_no_array_of_objects_is_no_log(string text) =>
        Should.Throw<JsonException>(() => JsonParts.Of(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), 1000).Count());

    private static void Check(string?[] texts, byte most, byte atATime)
    {
        var records = texts.Select((text, index) => new { index, text, inner = new { braces = "}]{[", deep = new[] { new { } } } }).ToArray();
        var json = JsonSerializer.SerializeToUtf8Bytes(records);

        var parts = JsonParts.Of(() => new Slow(json, 1 + atATime), 2 + most).Select(part => Encoding.UTF8.GetString(part.Span)).ToList();

        parts.SelectMany(Objects).ShouldBe(Objects(Encoding.UTF8.GetString(json)));
        parts.ShouldAllBe(part => part.Length <= 2 + most || Objects(part).Count == 1);
        foreach (var (part, next) in parts.Zip(parts.Skip(1)))
            (Encoding.UTF8.GetByteCount(part) + 1 + Encoding.UTF8.GetByteCount(Objects(next)[0])).ShouldBeGreaterThan(2 + most, "it had no place there");
    }

    private static List<string> Objects(string array) => [.. JsonDocument.Parse(array).RootElement.EnumerateArray().Select(each => each.GetRawText())];

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Slow(byte[] bytes, int atATime) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, atATime));
    }
}
