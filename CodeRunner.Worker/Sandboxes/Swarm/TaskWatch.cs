using System.Collections.Concurrent;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Waits for the ends of tasks: one question for all of them, as long as anybody waits. The engine tells no one by itself.</summary>
internal sealed class TaskWatch(SwarmEngine engine, string owner, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseForEach = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<TaskResponse?>> _waiting = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _starting = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>The task as it ended; null when it is gone with all that the engine knew of it.</summary>
    public Task<TaskResponse?> WaitAsync(string task)
    {
        lock (_starting)
        {
            var end = _waiting.GetOrAdd(task, _ => new TaskCompletionSource<TaskResponse?>(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_loop.IsCompleted) _loop = Task.Run(LookAsync);
            return end.Task;
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task LookAsync()
    {
        var cancellationToken = _end.Token;
        while (!cancellationToken.IsCancellationRequested)
        {
            var asked = _waiting.Keys.ToList();
            if (await ListAsync(cancellationToken) is { } tasks) Tell(asked, tasks);
            lock (_starting)
                if (_waiting.IsEmpty)
                {
                    _loop = Task.CompletedTask;
                    return;
                }
            await Task.Delay(Pause + (PauseForEach * _waiting.Count), time, cancellationToken);
        }
    }

    /// <summary>Null while the engine is away: what it does not say has not ended.</summary>
    private async Task<IList<TaskResponse>?> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await engine.ListTasksAsync(SwarmEngine.Filter("label", [$"{SwarmNames.OwnerLabel}={owner}"]), cancellationToken);
        }
        catch (Exception away) when (SwarmErrors.IsAway(away))
        {
            await Task.Delay(Away, time, cancellationToken);
            return null;
        }
    }

    private void Tell(List<string> asked, IList<TaskResponse> tasks)
    {
        var known = tasks.ToDictionary(t => t.ID);
        foreach (var id in asked)
            if ((!known.TryGetValue(id, out var task) || TaskFacts.HasEnded(task)) && _waiting.TryRemove(id, out var waiting))
                waiting.TrySetResult(task);
    }
}
