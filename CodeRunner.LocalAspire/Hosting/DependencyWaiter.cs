using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Waits until everything that a resource waits for is there, or cannot come any more.</summary>
internal sealed class DependencyWaiter(ResourceNotificationService notifications)
{
    public Task WaitAsync(IResource resource, CancellationToken cancellationToken) =>
        Task.WhenAll(resource.Annotations.OfType<WaitAnnotation>().Select(wait => WaitAsync(wait, cancellationToken)));

    private async Task WaitAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        await foreach (var each in notifications.WatchAsync(cancellationToken))
        {
            if (each.Resource != wait.Resource) continue;
            var replicas = notifications.Current().Where(other => other.Resource == wait.Resource).Select(other => other.Snapshot).ToArray();
            if (IsDone(wait, replicas)) return;
        }

        throw new OperationCanceledException(cancellationToken);
    }

    private bool IsDone(WaitAnnotation wait, CustomResourceSnapshot[] replicas) => wait.WaitType switch
    {
        WaitType.WaitForCompletion => replicas.All(ResourceNotificationService.HasEnded) && Completed(wait, replicas),
        WaitType.WaitUntilStarted => replicas.All(each => each.State?.Text == KnownResourceStates.Running) || EndedInstead(wait, replicas),
        _ => replicas.All(each => each.HealthStatus == HealthStatus.Healthy) || EndedInstead(wait, replicas),
    };

    private static bool Completed(WaitAnnotation wait, CustomResourceSnapshot[] replicas) =>
        replicas.FirstOrDefault(each => each.State?.Text == KnownResourceStates.FailedToStart || each.ExitCode != wait.ExitCode) is not { } failed
            ? true
            : throw new DistributedApplicationException(
                $"'{wait.Resource.Name}' did not complete: {failed.State?.Text}{ResourceNotificationService.ExitText(failed)}.");

    private bool EndedInstead(WaitAnnotation wait, CustomResourceSnapshot[] replicas) =>
        (wait.WaitBehavior ?? notifications.DefaultWaitBehavior) == WaitBehavior.StopOnResourceUnavailable
        && replicas.FirstOrDefault(ResourceNotificationService.HasEnded) is { } ended
            ? throw new DistributedApplicationException(
                $"'{wait.Resource.Name}' is not available: {ended.State?.Text}{ResourceNotificationService.ExitText(ended)}.")
            : false;
}
