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
}
