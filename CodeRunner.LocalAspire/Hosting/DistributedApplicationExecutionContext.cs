namespace Aspire.Hosting;

/// <summary>What the AppHost was started for.</summary>
public class DistributedApplicationExecutionContext
{
    private IServiceProvider? _services;

    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation) => Operation = operation;

    public DistributedApplicationOperation Operation { get; }

    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <exception cref="InvalidOperationException">Before the application is built.</exception>
    public IServiceProvider ServiceProvider => _services
        ?? throw new InvalidOperationException("There are no services before the application is built.");

    internal void Use(IServiceProvider services) => _services = services;
}
