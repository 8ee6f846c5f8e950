namespace Aspire.Hosting.ApplicationModel;

/// <summary>Whether a container ends with the application. A local process always does.</summary>
public enum ContainerLifetime
{
    Session,
    Persistent,
}
