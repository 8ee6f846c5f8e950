using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Deployments;

public sealed class ExitReasonsTests
{
    [Theory]
    [InlineData("\u001b[31mError: no \u001b[1mdatabase\u001b[0m", "Error: no database")]
    [InlineData("\u001b]0;owned\u0007\u001b[2Jgone\u202e\rover", "goneover")]
    [InlineData("tab\there", "tab\there")]
    public void What_an_app_said_at_last_is_told_without_what_drives_a_terminal(string line, string told)
    {
        var reason = ExitReasons.Of(new SandboxExit(1, OutOfMemory: false, DateTimeOffset.UnixEpoch), Limits.Default, [line]);

        reason.Message.ShouldBe($"It ended with exit code 1. Its last output: {told}");
    }

    [Fact]
    public void What_took_an_app_away_is_the_reason_and_not_the_code_that_it_ended_with()
    {
        var exit = new SandboxExit(143, OutOfMemory: false, DateTimeOffset.UnixEpoch) { Lost = "Its machine m1 was drained." };

        exit.IsLost.ShouldBeTrue();
        ExitReasons.Of(exit, Limits.Default, ["bye"]).ShouldBe(new Reason("lost", "Its machine m1 was drained.", 143));
    }

    [Theory]
    [InlineData(null, false, false, true)]
    [InlineData(null, true, false, false)]
    [InlineData(null, false, true, false)]
    [InlineData(0, false, false, false)]
    public void Who_nobody_saw_end_was_lost_unless_it_is_known_why(int? code, bool outOfMemory, bool overDisk, bool lost) =>
        new SandboxExit(code, outOfMemory, DateTimeOffset.UnixEpoch, overDisk).IsLost.ShouldBe(lost);
}
