using System.Threading.Channels;

namespace CodeRunner.Worker.Deployments;

/// <summary>
/// Deployments to look at: each at most once in the queue, never two looks at one at the same time, and one that is announced while it is looked at is looked at
/// again. So its length is bounded by the number of deployments.
/// </summary>
internal sealed partial class DeploymentQueue(TimeProvider clock, ILogger<DeploymentQueue> logger)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private readonly Channel<Guid> waiting = Channel.CreateUnbounded<Guid>();
    private readonly Dictionary<Guid, Place> places = [];
    private readonly Lock gate = new();

    private enum Phase
    {
        Asleep,
        Waiting,
        Running,
        RunningAndWanted,
    }

    public void Enqueue(Guid deploymentId)
    {
        lock (gate)
        {
            if (!places.TryGetValue(deploymentId, out var place))
                places[deploymentId] = place = new Place();
            if (place.Phase == Phase.Running)
                place.Phase = Phase.RunningAndWanted;
            if (place.Phase != Phase.Asleep)
                return;
            place.Phase = Phase.Waiting;
            waiting.Writer.TryWrite(deploymentId);
        }
    }

    /// <summary>Looks at deployments as they come; <paramref name="look"/> answers when to look again although nothing happens.</summary>
    public Task RunAsync(int parallel, Func<Guid, CancellationToken, Task<DateTimeOffset?>> look, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(() => WorkAsync(look, cancellationToken), CancellationToken.None)));

    private async Task WorkAsync(Func<Guid, CancellationToken, Task<DateTimeOffset?>> look, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var deploymentId in waiting.Reader.ReadAllAsync(cancellationToken))
                await LookAsync(deploymentId, look, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task LookAsync(Guid deploymentId, Func<Guid, CancellationToken, Task<DateTimeOffset?>> look, CancellationToken cancellationToken)
    {
        Begin(deploymentId);
        DateTimeOffset? wakeAt = null;
        try
        {
            wakeAt = await look(deploymentId, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(logger, exception, deploymentId);
            wakeAt = clock.GetUtcNow() + AfterFailure;
        }
        finally
        {
            End(deploymentId, wakeAt);
        }
    }

    private void Begin(Guid deploymentId)
    {
        lock (gate)
        {
            var place = places[deploymentId];
            place.Phase = Phase.Running;
            place.Alarm?.Dispose();
            place.Alarm = null;
        }
    }

    private void End(Guid deploymentId, DateTimeOffset? wakeAt)
    {
        lock (gate)
        {
            var place = places[deploymentId];
            var again = place.Phase == Phase.RunningAndWanted;
            place.Phase = again ? Phase.Waiting : Phase.Asleep;
            if (again)
                waiting.Writer.TryWrite(deploymentId);
            else if (wakeAt is { } moment)
                place.Alarm = clock.CreateTimer(_ => Enqueue(deploymentId), null, Until(moment), Timeout.InfiniteTimeSpan);
            else
                places.Remove(deploymentId);
        }
    }

    private TimeSpan Until(DateTimeOffset moment)
    {
        var time = moment - clock.GetUtcNow() + TimeSpan.FromMilliseconds(1);
        return time > TimeSpan.Zero ? time : TimeSpan.Zero;
    }

    private sealed class Place
    {
        public Phase Phase { get; set; }

        public ITimer? Alarm { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reconciling deployment {DeploymentId} failed; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception, Guid deploymentId);
}
