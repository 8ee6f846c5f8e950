namespace CodeRunner.Api.Upkeep;

/// <summary>The one shape of a loop: a tick each interval on the injected clock; a bad tick is logged and survived; stopping ends it.</summary>
internal abstract partial class UpkeepLoop(TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    protected abstract Task TickAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TickAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogBadTick(logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A tick failed; the next one tries again.")]
    private static partial void LogBadTick(ILogger logger, Exception exception);
}
