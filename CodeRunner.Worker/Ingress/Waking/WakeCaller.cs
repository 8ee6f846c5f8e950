using CodeRunner.Core;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Deployments;

namespace CodeRunner.Worker.Ingress.Waking;

/// <summary>
/// Calls whoever acts for an app that requests wait for: this Worker, or another through the database. The call is repeated while they wait and it sleeps: it may have been lost, or the one who
/// heard it has ended.
/// </summary>
internal sealed partial class WakeCaller(WaitingRoom room, RouteTable table, WakeCalls calls, Database database, TimeProvider clock, ILogger<WakeCaller> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Each on its own: a database that does not answer for one holds up no other.
            await foreach (var deploymentId in room.Wanted.ReadAllAsync(stoppingToken))
                _ = Detached.Run(() => CallAsync(deploymentId, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task CallAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        var changed = table.FindLoad(deploymentId)?.Changed ?? Task.CompletedTask;
        try
        {
            if (!calls.TryHear(deploymentId))
                await TellAsync(deploymentId, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NotTold(logger, exception, deploymentId);
        }
        await changed.WaitAsync(Again, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        room.Answer(deploymentId);
    }

    private async Task TellAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("SELECT pg_notify($1, $2)");
        command.Parameters.Add(new() { Value = Changes.WakesChannel });
        command.Parameters.Add(new() { Value = deploymentId.ToString() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Requests wait for deployment {DeploymentId}, and nobody could be told to wake it; it is tried again")]
    private static partial void NotTold(ILogger logger, Exception exception, Guid deploymentId);
}
