using System.Collections.Concurrent;
using CodeRunner.Shim.Protocol;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>How tasks ended: the code is the engine's, and why it was killed is in the last words of its first process, which are asked for once.</summary>
internal sealed class TaskExits(TaskLog log, SwarmEngine engine)
{
    private const int MostKnown = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, SandboxExit> _known = new();

    /// <summary>Null while it has not.</summary>
    public async Task<SandboxExit?> FindAsync(TaskResponse? task, CancellationToken cancellationToken)
    {
        if (task is null || !TaskFacts.HasEnded(task)) return null;
        if (_known.TryGetValue(task.ID, out var known)) return known;
        var said = TaskFacts.HasReason(task) ? await FindLastWordsAsync(task, cancellationToken) : null;
        var exit = new SandboxExit(TaskFacts.ExitCode(task), Says(said, TaskLine.OutOfMemory), TaskFacts.ChangedAt(task), Says(said, TaskLine.OverDisk))
        {
            // Asked for anew: what is known of machines may be from before one was drained.
            Lost = TaskMachines.EndedIt(task) ? TaskMachines.Why(task, await engine.Manager.Swarm.ListNodesAsync(cancellationToken)) : null,
        };
        if (_known.Count >= MostKnown) _known.Clear();
        _known[task.ID] = exit;
        return exit;
    }

    private async Task<string?> FindLastWordsAsync(TaskResponse task, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await log.FindLastAsync(task.ID, limit.Token) is { Kind: TaskLineKind.Ended, Text: var text } ? text : null;
        }
        catch (Exception e) when (SwarmErrors.IsAway(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Its machine is gone, with the reason.
            return null;
        }
    }

    private static bool Says(string? words, string reason) => words?.Split(' ').Contains(reason) == true;
}
