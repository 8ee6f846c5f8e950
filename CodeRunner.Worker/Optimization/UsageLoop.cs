using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Optimization;

/// <summary>
/// Learns how this Worker's deployments use what they have. A deployment costs the database something only when a window of its is over, or when an instance ended: that is stored at once. What
/// can't be stored is kept, and stored with what comes next.
/// </summary>
internal sealed class UsageLoop(UsageFeed feed, UsageStore store, Ownerships ownerships, TimeProvider clock, IOptions<OptimizationOptions> options, ILogger<UsageLoop> logger)
    : Loop(clock, options.Value.Interval, logger), IWorkerDuty
{
    private const int MostAtOnce = 100;

    private readonly Dictionary<Guid, OwnedUsage> known = [];
    private Term? current;

    public Task RunAsync(Term term)
    {
        current = term;
        known.Clear();
        return RunAsync(term.Token);
    }

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        foreach (var lost in known.Where(each => ownerships.Find(each.Key) != each.Value.Ownership).Select(each => each.Key).ToList())
            known.Remove(lost);
        foreach (var due in feed.Due(options.Value.Window).Chunk(MostAtOnce))
            await LearnAsync(due, cancellationToken);
        foreach (var changed in known.Values.Where(each => each.IsChanged).ToList().Chunk(MostAtOnce))
            await StoreAsync(changed, cancellationToken);
    }

    /// <summary>What is known already is read before anything is taken of what was seen: where the database is away, that waits.</summary>
    private async Task LearnAsync(Guid[] due, CancellationToken cancellationToken)
    {
        var owned = due.Select(ownerships.Find).OfType<Ownership>().ToDictionary(each => each.DeploymentId);
        var unread = owned.Keys.Where(id => !known.ContainsKey(id)).ToList();
        var read = unread.Count == 0 ? [] : await store.ReadAsync(unread, cancellationToken);
        foreach (var id in unread)
            known[id] = new OwnedUsage(owned[id], read.TryGetValue(id, out var state) ? LearnedUsage.Load(state) : new LearnedUsage());
        foreach (var id in due)
        {
            var (window, ends) = feed.Take(id, options.Value.Window);
            if (known.TryGetValue(id, out var usage))
                Learn(usage, window, ends);
        }
    }

    private void Learn(OwnedUsage usage, UsageWindow? window, IReadOnlyList<(UsageEnd End, double MemoryLimit)> ends)
    {
        foreach (var (end, memoryLimit) in ends)
            usage.Learned.End(end, memoryLimit);
        if (window is not null)
            usage.Learned.Observe(window, Clock.GetUtcNow());
        usage.IsChanged |= window is not null || ends.Count > 0;
    }

    private async Task StoreAsync(OwnedUsage[] changed, CancellationToken cancellationToken)
    {
        var stored = await store.WriteAsync([.. changed.Select(each => (each.Ownership, each.Learned.ToState()))], current!.WorkerId, cancellationToken);
        foreach (var usage in changed.Where(each => stored.Contains(each.Ownership.DeploymentId)))
            usage.IsChanged = false;
    }

    private sealed class OwnedUsage(Ownership ownership, LearnedUsage learned)
    {
        public Ownership Ownership => ownership;

        public LearnedUsage Learned => learned;

        public bool IsChanged { get; set; }
    }
}
