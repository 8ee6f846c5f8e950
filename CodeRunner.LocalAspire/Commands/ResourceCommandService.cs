using CodeRunner.LocalAspire.Hosting;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Runs start, stop and restart on resources.</summary>
public class ResourceCommandService
{
    private readonly LocalOrchestrator _orchestrator;

    internal ResourceCommandService(LocalOrchestrator orchestrator) => _orchestrator = orchestrator;

    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource.Name, commandName, cancellationToken);

    /// <summary>Runs a command and waits until it is done: a stopped process has ended, a started one runs.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (_orchestrator.Find(resourceId) is not { } runner)
            return CommandResults.Failure($"There is no resource '{resourceId}'.");
        try
        {
            return await runner.ExecuteAsync(commandName, cancellationToken)
                ? CommandResults.Success()
                : CommandResults.Failure($"Resource '{resourceId}' has no command '{commandName}'.");
        }
        catch (OperationCanceledException)
        {
            return CommandResults.Canceled();
        }
        catch (DistributedApplicationException exception)
        {
            return CommandResults.Failure(exception.Message);
        }
    }
}
