using Microsoft.Extensions.Logging;

namespace CodeRunner.LocalAspire.State;

/// <summary>Writes log entries as console lines of a resource.</summary>
internal sealed class BacklogLogger(LogBacklog backlog) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        backlog.Add(formatter(state, exception), logLevel >= LogLevel.Error);
        if (exception is not null) backlog.Add(exception.Message, isError: true);
    }
}
