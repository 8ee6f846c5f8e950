namespace CodeRunner.Worker;

/// <summary>The shape of every loop: a tick at once and then each interval; a bad tick is logged and survived; cancellation ends it.</summary>
public abstract partial class Loop(TimeProvider clock, TimeSpan interval, ILogger logger) : BackgroundService
{
    protected TimeProvider Clock => clock;

    /// <summary>Runs until cancelled, for those who end a loop before the Worker ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            do
                await TryTickAsync(cancellationToken);
            while (await NextAsync(timer, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Waits for the next tick; false ends the loop.</summary>
    protected virtual ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken) => timer.WaitForNextTickAsync(cancellationToken);

    protected abstract Task TickAsync(CancellationToken cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    private async Task TryTickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TickAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            BadTick(logger, exception, GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A tick of {Loop} failed; the next one tries again")]
    private static partial void BadTick(ILogger logger, Exception exception, string loop);
}
