using Microsoft.Extensions.Logging;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>What runners say.</summary>
internal static partial class RunnerLog
{
    [LoggerMessage(1, LogLevel.Error, "{Resource} could not be started: {Reason}")]
    public static partial void FailedToStart(ILogger logger, string resource, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Port {Wanted}, wanted by {Resource} for {Endpoint}, is taken: {Port} is used instead.")]
    public static partial void PortTaken(ILogger logger, int wanted, string resource, string endpoint, int port);

    [LoggerMessage(3, LogLevel.Warning, "{Resource} ended by itself (exit code {ExitCode}) and is started again in {Delay}.")]
    public static partial void StartedAgain(ILogger logger, string resource, int exitCode, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Information, "Distributed application starting. Data is kept in {Directory}.")]
    public static partial void Starting(ILogger logger, string directory);

    [LoggerMessage(5, LogLevel.Information, "Login to the dashboard at {Url}")]
    public static partial void Dashboard(ILogger logger, string url);

    [LoggerMessage(6, LogLevel.Warning, "{Resource} did not end within {Grace} and is killed.")]
    public static partial void Killed(ILogger logger, string resource, TimeSpan grace);

    [LoggerMessage(7, LogLevel.Warning, "A killed run left {Program} (pid {Pid}) on the data of {Resource}: it is ended first.")]
    public static partial void Remains(ILogger logger, string program, int pid, string resource);
}
