using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>
/// Turns to build: a few at a time on this node, whichever Worker's, shared fairly between this Worker's projects. Those who wait are told their place among those of
/// this Worker, from 1, whenever it changes.
/// </summary>
public sealed class BuildTurns : IDisposable
{
    /// <summary>How often a slot is tried that another Worker has.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a slot is left free for another Worker that waits and does not take it: it may be stalled.</summary>
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(5);

    private readonly int most;
    private readonly BuildSlots slots;
    private readonly TimeProvider clock;
    private readonly ITimer again;
    private readonly Lock gate = new();
    private readonly List<Place> waiting = [];
    private readonly List<Guid> running = [];
    private (string To, long Since)? way;

    public BuildTurns(IOptions<BuildsOptions> options, BuildSlots slots, TimeProvider clock)
    {
        (most, this.slots, this.clock) = (options.Value.MaxConcurrent, slots, clock);
        again = clock.CreateTimer(_ => TryAgain(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for a turn; it is given back by disposing the answer. Earlier releases come first (<paramref name="releaseId"/> sorts by time).</summary>
    public async Task<IDisposable> TakeAsync(Guid projectId, Guid releaseId, Action<int> tellPlace, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var place = new Place(projectId, releaseId, tellPlace);
        lock (gate)
        {
            waiting.Add(place);
            GiveTurns();
        }
        await using (cancellationToken.Register(() => Leave(place, cancellationToken)))
            return new Turn(this, projectId, await place.Turn.Task);
    }

    public void Dispose() => again.Dispose();

    /// <summary>
    /// The order of those who wait: whose project builds least comes first, then who came first. <paramref name="waiting"/> and <paramref name="running"/> are projects.
    /// </summary>
    internal static IReadOnlyList<int> Order(IReadOnlyList<Guid> waiting, IReadOnlyCollection<Guid> running)
    {
        var counts = running.CountBy(project => project).ToDictionary();
        var shares = new int[waiting.Count];
        for (var index = 0; index < waiting.Count; index++)
        {
            shares[index] = counts.GetValueOrDefault(waiting[index]);
            counts[waiting[index]] = shares[index] + 1;
        }
        return [.. Enumerable.Range(0, waiting.Count).OrderBy(index => shares[index])];
    }

    /// <summary>One project never has all turns, so that another's build never waits for a whole one of its.</summary>
    internal static bool MayRun(Guid project, IReadOnlyCollection<Guid> running, int most) =>
        running.Count < most && running.Count(each => each == project) < Math.Max(1, most - 1);

    private void GiveTurns()
    {
        waiting.Sort((one, other) => one.ReleaseId.CompareTo(other.ReleaseId));
        var next = Next();
        for (; next is not null && !GivesWay() && slots.TryTake() is { } slot; next = Next())
        {
            waiting.Remove(next);
            running.Add(next.ProjectId);
            slots.Wait(forOne: false);
            if (next.Turn.TrySetResult(slot))
                continue;
            running.Remove(next.ProjectId);
            slot.Dispose();
        }
        slots.Wait(forOne: next is not null);
        if (next is not null)
            again.Change(Pause, Timeout.InfiniteTimeSpan);
        foreach (var (place, number) in Ordered().Select((place, index) => (place, index + 1)))
            place.Tell(number);
    }

    private Place? Next() => Ordered().Find(place => MayRun(place.ProjectId, running, most));

    /// <summary>Who has just built lets another Worker of the node come first, which looks every so often only.</summary>
    private bool GivesWay()
    {
        if (way is { } given && (!slots.StillWaits(given.To) || clock.GetElapsedTime(given.Since) >= LongestWay))
            way = null;
        return way is not null;
    }

    private void TryAgain()
    {
        lock (gate)
            GiveTurns();
    }

    private List<Place> Ordered() => [.. Order(waiting.ConvertAll(place => place.ProjectId), running).Select(index => waiting[index])];

    private void Leave(Place place, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (place.Turn.TrySetCanceled(cancellationToken) && waiting.Remove(place))
                GiveTurns();
        }
    }

    private void GiveBack(Guid projectId, IDisposable slot)
    {
        lock (gate)
        {
            running.Remove(projectId);
            slot.Dispose();
            way = slots.FindWaiting() is { } other ? (other, clock.GetTimestamp()) : null;
            GiveTurns();
        }
    }

    private sealed class Place(Guid projectId, Guid releaseId, Action<int> tell)
    {
        private int told;

        public Guid ProjectId => projectId;

        public Guid ReleaseId => releaseId;

        public TaskCompletionSource<IDisposable> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Tell(int number)
        {
            if (told == number)
                return;
            told = number;
            tell(number);
        }
    }

    private sealed class Turn(BuildTurns turns, Guid projectId, IDisposable slot) : IDisposable
    {
        private int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 0)
                turns.GiveBack(projectId, slot);
        }
    }
}
