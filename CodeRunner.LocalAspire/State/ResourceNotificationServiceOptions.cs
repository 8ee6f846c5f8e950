namespace Aspire.Hosting.ApplicationModel;

/// <summary>How waiting for a resource behaves by default.</summary>
public sealed class ResourceNotificationServiceOptions
{
    public WaitBehavior DefaultWaitBehavior { get; set; }
}
