namespace Aspire.Hosting.ApplicationModel;

/// <summary>What to wait for.</summary>
public enum WaitType
{
    WaitUntilHealthy,
    WaitForCompletion,
    WaitUntilStarted,
}
