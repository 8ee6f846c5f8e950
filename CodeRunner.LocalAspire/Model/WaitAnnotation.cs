namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource waits for another.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code that counts as done.</summary>
    public int ExitCode { get; } = exitCode;

    public WaitBehavior? WaitBehavior { get; init; }
}
