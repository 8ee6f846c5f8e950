using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Optimization;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>Tells people in their app's log that it runs into its limits. Each Worker looks at the sandboxes that it acts for, and at no others.</summary>
internal sealed partial class StrainLoop(
    ISandboxProvider provider, SandboxWatch watch, SystemLog log, UsageFeed usage, TimeProvider clock, IOptions<DeploymentOptions> options, ILogger<StrainLoop> logger)
    : Loop(clock, options.Value.StrainInterval, logger), IWorkerDuty
{
    public Task RunAsync(Term term) => RunAsync(term.Token);

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        foreach (var sandbox in watch.Up())
            await LookAsync(sandbox, cancellationToken);
    }

    private async Task LookAsync(WatchedSandbox sandbox, CancellationToken cancellationToken)
    {
        try
        {
            if (await provider.FindStrainAsync(sandbox.Id, cancellationToken) is not { } seen)
                return;
            usage.Press(sandbox.Id, sandbox.Labels, sandbox.Limits, seen);
            foreach (var line in sandbox.Press(seen, Clock.GetElapsedTime(0)))
                await log.SayAsync(sandbox.Ownership, sandbox.Labels.ProjectId, sandbox.Labels.ReleaseId, sandbox.Labels.InstanceId, line, sandbox.Ownership.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NotRead(logger, exception, sandbox.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "How sandbox {SandboxId} presses against its limits could not be read or said")]
    private static partial void NotRead(ILogger logger, Exception exception, Guid sandboxId);
}
