using CodeRunner.Contracts.Live;

namespace CodeRunner.Api.Live;

/// <summary>State changes on their way to one viewer. Of each thing only the newest waits, so that a slow viewer costs no more than there are things.</summary>
internal sealed class PendingStates
{
    private const int Most = 5000;

    private readonly Lock gate = new();
    private Dictionary<(string Kind, Guid Id), StateChange> pending = [];
    private TaskCompletionSource any = NewSignal();

    public void Add(StateChange change)
    {
        lock (gate)
        {
            if (pending.Count < Most || pending.ContainsKey((change.Kind, change.Id)))
                pending[(change.Kind, change.Id)] = change;
            any.TrySetResult();
        }
    }

    /// <summary>Waits for changes and takes them all.</summary>
    public async Task<IReadOnlyCollection<StateChange>> TakeAsync(CancellationToken cancellationToken)
    {
        await any.Task.WaitAsync(cancellationToken);
        lock (gate)
        {
            var taken = pending.Values;
            (pending, any) = ([], NewSignal());
            return taken;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
