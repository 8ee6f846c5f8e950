using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Web.Look;
using CodeRunner.Web.Releases;

namespace CodeRunner.Tests.Web;

public sealed class WordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_reason_is_one_line_with_its_exit_code_and_the_next_try() =>
        ReasonWords.Line(new Reason("crash_loop", "The app ended.", ExitCode: 137, NextTryAt: Now.AddSeconds(33.2)), Now)
            .ShouldBe("The app ended · exit 137 · next try in 34 s");

    [Fact]
    public void A_next_try_that_is_far_away_is_said_in_minutes() =>
        ReasonWords.Line(new Reason("crashed", "It ended.", NextTryAt: Now.AddSeconds(271)), Now).ShouldBe("It ended · next try in 5 min");

    [Fact]
    public void A_reason_does_not_say_twice_what_its_message_says() =>
        ReasonWords.Line(new Reason("build_failed", "Step install ended with exit code 1.", ExitCode: 1, Step: "install"), Now)
            .ShouldBe("Step install ended with exit code 1");

    [Fact]
    public void Every_state_has_a_word()
    {
        Enum.GetValues<DeploymentState>().Select(StateLook.Of).ShouldNotContain(StateLook.None);
        Enum.GetValues<ReleaseState>().Select(StateLook.Of).ShouldNotContain(StateLook.None);
        Enum.GetValues<InstanceState>().Select(StateLook.Of).ShouldNotContain(StateLook.None);
    }

    [Theory]
    [InlineData(2, "just now")]
    [InlineData(42, "42 s ago")]
    [InlineData(119, "1 min ago")]
    [InlineData(7300, "2 h ago")]
    [InlineData(200_000, "2 d ago")]
    [InlineData(90 * 86_400, "2025-10-04")]
    public void Times_are_said_as_people_do(int seconds, string words) => Ago.Words(Now.AddSeconds(-seconds), Now).ShouldBe(words);

    [Fact]
    public void A_git_source_is_named_without_what_its_url_may_hide() =>
        SourceWords.Of(new SourceDescription(SourceKind.Git, "https://user:secret@git.example/a/b.git", "0123456789abcdef0123456789abcdef01234567"))
            .ShouldBe("git git.example/a/b.git @ 0123456789");
}
