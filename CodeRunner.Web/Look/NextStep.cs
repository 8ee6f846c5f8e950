using CodeRunner.Contracts;

namespace CodeRunner.Web.Look;

/// <summary>What a person can do about a reason, and where.</summary>
public sealed record NextStep(string Text, NextPlace Place)
{
    private static string OnceMore => T("Nothing is wrong with the source: deploy it again. If it stays, tell whoever runs this platform.");

    /// <summary>By the reason's code; null when there is nothing to do. A code that is not known yet leads to the log.</summary>
    public static NextStep? Of(Reason reason) => reason.Code switch
    {
        "cancelled" or "build_waiting" => null,
        _ when OfBuild(reason) is { } step => step,
        _ when OfSource(reason.Code) is { } step => step,
        _ when OfStart(reason.Code) is { } step => step,
        _ => new(T("The log's last lines may say more."), NextPlace.Log),
    };

    // The app was built, and does not run.
    private static NextStep? OfStart(string code) => code switch
    {
        "out_of_memory" => new(T("Raise the memory limit in Settings, or look in the log for what grew."), NextPlace.Settings),
        "crashed" or "lost" => new(T("The log's last lines say more. Deploy a fix, or roll back to a release that worked."), NextPlace.Log),
        "exited" => new(T("Check the start command: it has to start a server that keeps running."), NextPlace.Settings),
        "not_listening" or "wrong_port" => new(T("Let it listen on the port in its PORT variable instead of one of its own, and deploy again."), NextPlace.Deploy),
        "health_status" or "health_answer" => new(T("Fix what it answers there, or choose another health path in Settings."), NextPlace.Settings),
        "health_timeout" or "unhealthy" or "start_timeout" => new(T("The log shows how far it came. The health path is in Settings."), NextPlace.Log),
        "command_not_run" => new(T("Correct the start command in Settings, then deploy again."), NextPlace.Settings),
        "disk_limit" => new(T("Raise the disk limit in Settings, or deploy fewer files."), NextPlace.Settings),
        "artifact_missing" => new(T("Deploy the source again."), NextPlace.Deploy),
        "limit_reached" => new(T("Stop or scale down something else in the project, or give this app smaller limits in Settings."), NextPlace.Settings),
        "start_failed" => new(T("Restart it. If it stays, tell whoever runs this platform."), NextPlace.Log),
        _ => null,
    };

    private static NextStep? OfBuild(Reason reason) => reason.Code switch
    {
        "build_failed" when reason.Step?.StartsWith("git ", StringComparison.Ordinal) is true =>
            new(T("Check the address and the branch: the repository must be public. Its answer is in the log."), NextPlace.Deploy),
        "build_failed" => new(T("The build's last lines in the log say why. Fix the source and deploy again."), NextPlace.Log),
        "build_timed_out" or "build_timeout" => new(T("The log shows where it hung. Make the build quicker, or build less."), NextPlace.Log),
        "build_out_of_memory" or "build_too_large" => new(T("Build less at a time, or hand over what is already built."), NextPlace.Deploy),
        "build_interrupted" or "build_error" or "queue_timeout" => new(OnceMore, NextPlace.Deploy),
        "node_disk_full" => new(T("Whoever runs this platform must make room. What serves goes on."), NextPlace.Log),
        "build_without_result" => new(T("Check the build command: what it makes is in the wrong place."), NextPlace.Settings),
        "unknown_runtime" or "no_start_command" or "runtime_unsupported" => new(T("The runtime and the start command can be set in Settings; then deploy again."), NextPlace.Settings),
        "ambiguous_project" => new(T("Name one of them in the commands in Settings, or hand over the one that is meant."), NextPlace.Settings),
        "no_index_html" or "package_json_invalid" => new(T("Correct the source and deploy again."), NextPlace.Deploy),
        _ => null,
    };

    private static NextStep? OfSource(string code) => code switch
    {
        "archive_path_refused" or "archive_link_refused" or "archive_special_file_refused" or "archive_duplicate_refused" =>
            new(T("Make the archive again from inside the app's folder, with plain files and folders only."), NextPlace.Deploy),
        "archive_too_large" or "archive_ratio_refused" or "archive_too_many_files" => new(T("Leave out what the build makes or installs, such as node_modules."), NextPlace.Deploy),
        "source_missing" or "source_unsupported" => new(T("Deploy the source again."), NextPlace.Deploy),
        _ when code.StartsWith("archive_", StringComparison.Ordinal) => new(T("Make the archive again, as a zip or tar.gz, and deploy it."), NextPlace.Deploy),
        _ when code.StartsWith("git_", StringComparison.Ordinal) => new(T("Correct the git address or branch and deploy again."), NextPlace.Deploy),
        _ => null,
    };
}
