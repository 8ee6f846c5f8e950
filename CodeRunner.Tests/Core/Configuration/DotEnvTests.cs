using System.Text;
using CodeRunner.Core.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Configuration;

public sealed class DotEnvTests
{
    public static TheoryData<string, string> Values => new()
    {
        { "A=1", "1" },
        { "A = 1 ", "1" },
        { "  A=1", "1" },
        { "export A=1", "1" },
        { "export\tA=1", "1" },
        { "A=", "" },
        { "A=''", "" },
        { "A=\"\"", "" },
        { "A=one two", "one two" },
        { "A=one # two", "one" },
        { "A=one#two", "one#two" },
        { "A=# two", "" },
        { "A='one # two' # three", "one # two" },
        { "A=\"one # two\"# three", "one # two" },
        { "A=`it's \"so\"`", "it's \"so\"" },
        { "A='it\\ns'", "it\\ns" },
        { "A=\"it\\ns\"", "it\ns" },
        { "A=\"a\\tb\\rc\\\\d\\\"e\\xf\"", "a\tb\rc\\d\"e\\xf" },
        { "A=a\\nb", "a\\nb" },
        { "A=\"one\ntwo\n# three\nfour\"", "one\ntwo\n# three\nfour" },
        { "A='one\ntwo'", "one\ntwo" },
        { "A=\"one\r\ntwo\"\r\n", "one\ntwo" },
        { "A=1\r\n", "1" },
        { "\uFEFFA=1", "1" },
        { "A=1\nA=2", "2" },
        { "# A=1\n\n  # A=2\nA=3", "3" },
        { "A=b=c==", "b=c==" },
        { "A=${B}", "${B}" },
        { "A=\"${B}\"", "${B}" },
        { "A='${B}'", "$${B}" },
        { "A=\"\\${B}\"", "$${B}" },
        { "A=\"\\$5 and $6\"", "$5 and $6" },
        { "A=$B", "$B" },
        { "A=it's", "it's" },
        { "A={\"a\": \"b\"}", "{\"a\": \"b\"}" },
        { "A=päß🔑", "päß🔑" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_read_as_the_conventions_have_it(string text, string value)
    {
        DotEnvReader.TryRead(text, out var read, out var fault).ShouldBeTrue(fault);
        read.Entries.ShouldBe([new DotEnvEntry("A", value, null)]);
    }

    [Theory]
    [InlineData("A=1\nnonsense\nB=2", "Line 2 is no KEY=value.")]
    [InlineData("A=1\n=2", "Line 2 is no KEY=value.")]
    [InlineData("A='x\ny'\nB: 2", "Line 3 is no KEY=value.")]
    [InlineData("export", "Line 1 is no KEY=value.")]
    [InlineData("A=\"secret\nB=2", "The quoted value of A in line 1 has no end.")]
    [InlineData("\n\nA='secret", "The quoted value of A in line 3 has no end.")]
    [InlineData("A=\"x\" secret", "Something follows the quoted value of A in line 1.")]
    public void What_can_not_be_read_is_named_by_its_line_and_not_shown(string text, string message)
    {
        DotEnvReader.TryRead(text, out _, out var fault).ShouldBeFalse();
        fault.ShouldBe(message);
    }

    [Fact]
    public void The_order_is_kept_and_blank_text_has_nothing()
    {
        DotEnvReader.TryRead("B=1\nA=2", out var read, out _).ShouldBeTrue();
        read.Entries.Select(each => each.Key).ShouldBe(["B", "A"]);
        DotEnvReader.TryRead("\n \n#\n", out read, out _).ShouldBeTrue();
        read.Entries.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("A=1", null, null)]
    [InlineData("# @sensitive\nA=1", true, null)]
    [InlineData("#@sensitive\r\nexport A=1", true, null)]
    [InlineData("# @required @sensitive=true @type=string\n# of the shop\nA=1", true, null)]
    [InlineData("# @sensitive=false\nA=1", false, null)]
    [InlineData("# @sensitive\n# @sensitive=false\nA=1", false, null)]
    [InlineData("# @sensitive\n\nA=1", null, null)]
    [InlineData("# @sensitive\nB=1\nA=1", null, null)]
    [InlineData("# not @sensitive\nA=1", null, null)]
    [InlineData("# @sensitively\nA=1", null, null)]
    [InlineData("# @defaultSensitive=false\n# ---\n\nA=1", null, false)]
    [InlineData("# @defaultSensitive=true\n\n# @sensitive=false\nA=1", false, true)]
    [InlineData("A=1\n# @defaultSensitive=true", null, null)]
    [InlineData("B='\n# @sensitive\n'\nA=1", null, null)]
    public void A_comment_before_a_key_says_whether_it_is_a_secret(string text, bool? secret, bool? usually)
    {
        DotEnvReader.TryRead(text, out var read, out var fault).ShouldBeTrue(fault);
        read.Entries.Single(each => each.Key == "A").ShouldBe(new DotEnvEntry("A", "1", secret));
        read.UsuallySecret.ShouldBe(usually);
    }

    [Fact]
    public void What_is_written_is_read_back_the_same() => Prop.ForAll(Arb.From(OddText()), value =>
    {
        var text = new StringBuilder();
        DotEnvWriter.Write(text, "A", value);
        DotEnvWriter.Write(text, "B", References.Escape(value));
        DotEnvReader.TryRead(text.ToString(), out var read, out var fault).ShouldBeTrue(fault);
        read.Entries.ToDictionary(each => each.Key, each => each.Value).ShouldBe(new Dictionary<string, string> { ["A"] = value, ["B"] = References.Escape(value) }, text.ToString());
        References.Unescape(read.Entries.Single(each => each.Key == "B").Value).ShouldBe(value);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    /// <summary>Made of what quoting and references are made of.</summary>
    private static Gen<string> OddText() => Gen.Elements(
            "'", "\"", "`", "\\", "\n", "\r", "\r\n", "\t", " ", "#", "$", "$$", "{", "}", "${A}", "$${A}", "\\n", "=", "a", "é", "🔑", "\u2028", "\u0001", "export ")
        .ListOf().Select(parts => string.Concat(parts));
}
