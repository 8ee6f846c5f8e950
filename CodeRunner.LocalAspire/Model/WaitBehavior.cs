namespace Aspire.Hosting.ApplicationModel;

/// <summary>What to do when the awaited resource has ended: wait for its next start, or fail.</summary>
public enum WaitBehavior
{
    WaitOnResourceUnavailable,
    StopOnResourceUnavailable,
}
