namespace Aspire.Hosting.Eventing;

/// <summary>What <c>Subscribe</c> answers and <c>Unsubscribe</c> takes.</summary>
public class DistributedApplicationEventSubscription(Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
{
    public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } = callback;
}
