using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Knows the state of every resource, and tells those who watch or wait.</summary>
public class ResourceNotificationService : IDisposable
{
    private const int WatcherCapacity = 4_096;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly CancellationTokenSource _disposing;
    private readonly WaitBehavior _defaultWaitBehavior;

    internal ResourceNotificationService(IHostApplicationLifetime lifetime, IOptions<ResourceNotificationServiceOptions> options)
    {
        _disposing = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopped);
        _defaultWaitBehavior = options.Value.DefaultWaitBehavior;
    }

    internal WaitBehavior DefaultWaitBehavior => _defaultWaitBehavior;

    /// <summary>Yields the state of every resource as it is now, then every change. Someone who reads too slowly misses the oldest.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<ResourceEvent>(
            new BoundedChannelOptions(WatcherCapacity) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            foreach (var each in _current.Values) channel.Writer.TryWrite(each);
            _watchers.Add(channel);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        try
        {
            await foreach (var each in channel.Reader.ReadAllAsync(either.Token)) yield return each;
        }
        finally
        {
            lock (_gate) _watchers.Remove(channel);
        }
    }

    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_gate)
        {
            resourceEvent = _current.GetValueOrDefault(resourceId)
                ?? _current.Values.FirstOrDefault(each => Named(each, resourceId));
            return resourceEvent is not null;
        }
    }

    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory) =>
        PublishUpdateAsync(resource, resource.Name, stateFactory);

    /// <summary>Makes the next state of a resource, or of one replica, from its state now.</summary>
    public Task PublishUpdateAsync(
        IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_gate)
        {
            var before = _current.GetValueOrDefault(resourceId)?.Snapshot ?? new CustomResourceSnapshot
            {
                ResourceType = resource.GetType().Name.Replace("Resource", ""),
                Properties = [],
                CreationTimeStamp = DateTime.UtcNow,
            };
            var now = new ResourceEvent(resource, resourceId, stateFactory(before));
            _current[resourceId] = now;
            foreach (var watcher in _watchers) watcher.Writer.TryWrite(now);
        }

        return Task.CompletedTask;
    }

    /// <summary>Waits until the resource is in that state (default: running).</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until the resource is in one of these states, and answers which.</summary>
    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var targets = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = await WaitForResourceAsync(
            resourceName, each => each.Snapshot.State is { } state && targets.Contains(state.Text), cancellationToken);
        return found.Snapshot.State!.Text;
    }

    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var each in WatchAsync(cancellationToken))
        {
            if (Named(each, resourceName) && predicate(each)) return each;
        }

        throw new OperationCanceledException($"The application ended before resource '{resourceName}' came into the awaited state.");
    }

    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, _defaultWaitBehavior, cancellationToken);

    /// <summary>Waits until the resource runs and its health checks pass.</summary>
    /// <exception cref="DistributedApplicationException">When it ended instead and <paramref name="waitBehavior"/> is to stop then.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var found = await WaitForResourceAsync(
            resourceName,
            each => each.Snapshot.HealthStatus == HealthStatus.Healthy
                || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && HasEnded(each.Snapshot)),
            cancellationToken);
        return found.Snapshot.HealthStatus == HealthStatus.Healthy
            ? found
            : throw new DistributedApplicationException(
                $"Resource '{resourceName}' is {found.Snapshot.State?.Text} instead of healthy{ExitText(found.Snapshot)}.");
    }

    public void Dispose()
    {
        _disposing.Cancel();
        _disposing.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static bool HasEnded(CustomResourceSnapshot snapshot) =>
        snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);

    internal static string ExitText(CustomResourceSnapshot snapshot) => snapshot.ExitCode is { } code ? $" (exit code {code})" : "";

    internal IReadOnlyList<ResourceEvent> Current()
    {
        lock (_gate) return [.. _current.Values];
    }

    private static bool Named(ResourceEvent each, string name) =>
        string.Equals(each.Resource.Name, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(each.ResourceId, name, StringComparison.OrdinalIgnoreCase);
}
