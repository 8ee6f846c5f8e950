using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>
/// Turns to build on this node: a few at a time, shared fairly between projects. Those who wait are told their place, from 1, whenever it changes.
/// </summary>
public sealed class BuildTurns(IOptions<BuildsOptions> options)
{
    private readonly int most = options.Value.MaxConcurrent;
    private readonly Lock gate = new();
    private readonly List<Place> waiting = [];
    private readonly List<Guid> running = [];

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
            await place.Turn.Task;
        return new Turn(this, projectId);
    }

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
        while (Ordered().Find(place => MayRun(place.ProjectId, running, most)) is { } next)
        {
            waiting.Remove(next);
            running.Add(next.ProjectId);
            if (!next.Turn.TrySetResult())
                running.Remove(next.ProjectId);
        }
        foreach (var (place, number) in Ordered().Select((place, index) => (place, index + 1)))
            place.Tell(number);
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

    private void GiveBack(Guid projectId)
    {
        lock (gate)
        {
            running.Remove(projectId);
            GiveTurns();
        }
    }

    private sealed class Place(Guid projectId, Guid releaseId, Action<int> tell)
    {
        private int told;

        public Guid ProjectId => projectId;

        public Guid ReleaseId => releaseId;

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Tell(int number)
        {
            if (told == number)
                return;
            told = number;
            tell(number);
        }
    }

    private sealed class Turn(BuildTurns turns, Guid projectId) : IDisposable
    {
        private int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 0)
                turns.GiveBack(projectId);
        }
    }
}
