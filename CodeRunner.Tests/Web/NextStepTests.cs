using CodeRunner.Contracts;
using CodeRunner.Web.Look;

namespace CodeRunner.Tests.Web;

public sealed class NextStepTests
{
    [Theory]
    [InlineData("out_of_memory", NextPlace.Settings, "memory limit")]
    [InlineData("crashed", NextPlace.Log, "Roll back")]
    [InlineData("exited", NextPlace.Settings, "keeps running")]
    [InlineData("not_listening", NextPlace.Deploy, "PORT")]
    [InlineData("wrong_port", NextPlace.Deploy, "PORT")]
    [InlineData("health_status", NextPlace.Settings, "health path")]
    [InlineData("health_answer", NextPlace.Settings, "health path")]
    [InlineData("health_timeout", NextPlace.Log, "health path")]
    [InlineData("start_timeout", NextPlace.Log, "log")]
    [InlineData("artifact_missing", NextPlace.Deploy, "again")]
    [InlineData("command_not_run", NextPlace.Settings, "start command")]
    [InlineData("disk_limit", NextPlace.Settings, "disk limit")]
    [InlineData("limit_reached", NextPlace.Settings, "scale down")]
    [InlineData("start_failed", NextPlace.Log, "Restart")]
    [InlineData("build_failed", NextPlace.Log, "Fix the source")]
    [InlineData("build_timed_out", NextPlace.Log, "quicker")]
    [InlineData("build_timeout", NextPlace.Log, "quicker")]
    [InlineData("build_out_of_memory", NextPlace.Deploy, "Build less")]
    [InlineData("build_too_large", NextPlace.Deploy, "Build less")]
    [InlineData("build_interrupted", NextPlace.Deploy, "deploy it again")]
    [InlineData("build_error", NextPlace.Deploy, "deploy it again")]
    [InlineData("queue_timeout", NextPlace.Deploy, "deploy it again")]
    [InlineData("build_without_result", NextPlace.Settings, "build command")]
    [InlineData("unknown_runtime", NextPlace.Settings, "runtime")]
    [InlineData("no_start_command", NextPlace.Settings, "start command")]
    [InlineData("runtime_unsupported", NextPlace.Settings, "runtime")]
    [InlineData("ambiguous_project", NextPlace.Settings, "one of them")]
    [InlineData("no_index_html", NextPlace.Deploy, "source")]
    [InlineData("package_json_invalid", NextPlace.Deploy, "source")]
    [InlineData("archive_path_refused", NextPlace.Deploy, "inside the app's folder")]
    [InlineData("archive_link_refused", NextPlace.Deploy, "plain files")]
    [InlineData("archive_ratio_refused", NextPlace.Deploy, "node_modules")]
    [InlineData("archive_damaged", NextPlace.Deploy, "archive again")]
    [InlineData("git_url_refused", NextPlace.Deploy, "git address")]
    [InlineData("git_host_unknown", NextPlace.Deploy, "git address")]
    [InlineData("source_missing", NextPlace.Deploy, "again")]
    [InlineData("source_unsupported", NextPlace.Deploy, "again")]
    public void Every_reason_of_the_worker_comes_with_a_next_step_and_its_place(string code, NextPlace place, string part)
    {
        var next = NextStep.Of(new Reason(code, "It failed.")).ShouldNotBeNull();

        next.Place.ShouldBe(place);
        next.Text.ShouldContain(part);
    }

    [Fact]
    public void A_fetch_that_failed_asks_for_the_address_and_not_for_the_source() =>
        NextStep.Of(new Reason("build_failed", "It ended with exit code 128.", 128, "git fetch https://git.example/a.git main"))
            .ShouldNotBeNull().Text.ShouldContain("address and the branch");

    [Fact]
    public void What_a_person_cancelled_needs_no_advice() => NextStep.Of(new Reason("cancelled", "Cancelled on request.")).ShouldBeNull();

    [Fact]
    public void A_reason_of_a_later_version_leads_to_the_log() => NextStep.Of(new Reason("new_one", "It failed.")).ShouldNotBeNull().Place.ShouldBe(NextPlace.Log);
}
