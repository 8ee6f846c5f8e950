using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a callback adds a resource's arguments to.</summary>
public sealed class CommandLineArgsCallbackContext
{
    public CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
    {
        Args = args;
        Resource = resource;
        CancellationToken = cancellationToken;
    }

    /// <summary>Strings or <see cref="IValueProvider"/>s.</summary>
    public IList<object> Args { get; }

    public IResource Resource { get; }

    public CancellationToken CancellationToken { get; }

    public DistributedApplicationExecutionContext ExecutionContext { get; init; } = new(DistributedApplicationOperation.Run);

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
