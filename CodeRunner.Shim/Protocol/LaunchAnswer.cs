namespace CodeRunner.Shim.Protocol;

/// <summary>What a shim says on its stdout, once: the app runs, or why it does not, with a word for programs where it knows one.</summary>
internal sealed record LaunchAnswer(bool Started, string? Message = null, string? Code = null)
{
    public static LaunchAnswer NotRun(string command, string why) => new(false, $"The start command can't be run: {command}: {why}", "command_not_run");
}
