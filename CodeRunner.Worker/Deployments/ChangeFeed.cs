using System.Globalization;
using CodeRunner.Core;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Scaling;
using Npgsql;

namespace CodeRunner.Worker.Deployments;

/// <summary>Listens to PostgreSQL for deployments that changed, and connects again when the connection is lost; then all of them may have changed.</summary>
internal sealed partial class ChangeFeed(
    Database database, DeploymentQueue queue, DeploymentSweep sweep, ClaimDuty claims, Ownerships ownerships, RouteLoader routes, ScaleNews scaling, WakeCalls calls, TimeProvider clock, ILogger<ChangeFeed> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public bool Listening { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Listening = false;
                Lost(logger, exception);
                await clock.Wait(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenSessionAsync(cancellationToken);
        connection.Notification += (_, notification) => Hear(notification);
        await using (var listen = new NpgsqlCommand($"LISTEN {Changes.Channel}; LISTEN {Changes.RoutesChannel}; LISTEN {Changes.WakesChannel}; LISTEN {LeaseStore.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        await routes.LoadAllAsync(cancellationToken);
        sweep.StartOver();
        foreach (var ownership in ownerships.All)
            scaling.Hear(ownership.DeploymentId);
        Listening = true;
        while (true)
            await connection.WaitAsync(cancellationToken);
    }

    private void Hear(NpgsqlNotificationEventArgs notification)
    {
        if (notification.Channel == LeaseStore.Channel)
            claims.Wake();
        if (!Guid.TryParse(notification.Payload, CultureInfo.InvariantCulture, out var deploymentId))
            return;
        if (notification.Channel == Changes.WakesChannel)
        {
            calls.TryHear(deploymentId);
            return;
        }
        if (ownerships.Find(deploymentId) is not null)
            scaling.Hear(deploymentId);
        if (notification.Channel == Changes.RoutesChannel)
            routes.LoadSoon(deploymentId);
        else if (ownerships.Find(deploymentId) is null)
            claims.Hear(deploymentId);
        else
            queue.Enqueue(deploymentId);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection that announces changes; connecting again")]
    private static partial void Lost(ILogger logger, Exception exception);
}
