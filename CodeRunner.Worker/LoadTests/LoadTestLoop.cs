using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core;
using CodeRunner.Core.LoadTests;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.LoadTests;

/// <summary>
/// Begins the load tests of this Worker's deployments, one after the other, ends those that are to be ended, and says of those that run nowhere that they were interrupted. Which of a node's Workers
/// has its turn is the database's to say.
/// </summary>
internal sealed partial class LoadTestLoop(LoadTestStore store, LoadRunner runner, Ownerships ownerships, TimeProvider clock, IOptions<LoadTestOptions> options, ILogger<LoadTestLoop> logger)
    : Loop(clock, options.Value.Interval, logger), IWorkerDuty
{
    private Term? current;
    private RunningLoad? running;

    public async Task RunAsync(Term term)
    {
        current = term;
        await RunAsync(term.Token);
        if (running is not null)
            await running.Done;
        running = null;
    }

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        // Before the rows are read: of one that is over by now, the row says so.
        if (running is { Done.IsCompleted: true })
            running = null;
        foreach (var test in await store.ActiveAsync(current!.WorkerId, cancellationToken))
        {
            if (ownerships.Find(test.DeploymentId) is { } ownership)
                await TryLookAsync(ownership, test);
        }
    }

    /// <summary>One deployment's trouble is no reason not to look at the others.</summary>
    private async Task TryLookAsync(Ownership ownership, LoadTest test)
    {
        try
        {
            using var looking = ownership.Use();
            await LookAsync(ownership, test);
        }
        catch (Exception exception) when (exception is LeaseLostException or DbUpdateException || DatabaseOutage.IsCauseOf(exception) || (exception is OperationCanceledException && ownership.Token.IsCancellationRequested))
        {
            NotLookedAt(logger, exception, test.Id);
        }
    }

    private async Task LookAsync(Ownership ownership, LoadTest test)
    {
        if (running?.Run.Id == test.Id)
            await FollowAsync(running.Run, ownership, test);
        else if (test.State == LoadTestState.Running)
            await store.EndAsync(ownership, test.Id, null, LoadTestState.Failed, LoadTestReasons.Interrupted, ownership.Token);
        else if (Clock.GetUtcNow() - test.CreatedAt > LoadTest.MostWait)
            await store.EndAsync(ownership, test.Id, null, LoadTestState.Failed, LoadTestReasons.Waited, ownership.Token);
        else
            running ??= await runner.TryBeginAsync(ownership, test);
    }

    private async Task FollowAsync(LoadRun run, Ownership ownership, LoadTest test)
    {
        if (test.CancelRequestedAt is not null)
            run.Stop(LoadTestState.Cancelled, LoadTestReasons.Cancelled);
        else
            run.See(await store.LookAsync(test.DeploymentId, ownership.Token));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Load test {LoadTestId} could not be looked at; the next look tries again")]
    private static partial void NotLookedAt(ILogger logger, Exception exception, Guid loadTestId);
}
