using CodeRunner.Core.Releases;

namespace CodeRunner.Tests.Core;

public sealed class ArtifactRetentionTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<KeptArtifact> kept = [];

    [Fact]
    public void The_last_ones_that_served_are_kept_and_older_ones_go()
    {
        var all = Enumerable.Range(1, 6).Select(number => Add(number, served: number)).ToList();
        kept[^1] = kept[^1] with { InUse = true };

        Removed(most: 3).ShouldBe([all[0], all[1]], ignoreOrder: true);
    }

    [Fact]
    public void What_never_served_goes_unless_it_is_the_newest_or_on_its_way()
    {
        Add(1, served: 1, inUse: true);
        var failed = Add(2);
        var cancelled = Add(0);
        Add(3, inUse: true);
        Add(4);

        Removed(most: 10).ShouldBe([failed, cancelled], ignoreOrder: true);
    }

    [Fact]
    public void Over_the_bound_of_bytes_the_oldest_go_first_whosever_they_are_but_the_last_of_each_stays()
    {
        var (mine, theirs) = (Guid.NewGuid(), Guid.NewGuid());
        var old = Add(1, served: 1, bytes: 50, deployment: mine);
        Add(2, served: 4, bytes: 50, deployment: mine);
        Add(3, served: 6, bytes: 50, deployment: mine, inUse: true);
        var older = Add(1, served: 0, bytes: 50, deployment: theirs);
        Add(2, served: 3, bytes: 50, deployment: theirs);
        Add(3, served: 5, bytes: 50, deployment: theirs, inUse: true);

        Removed(most: 10, bytes: 300).ShouldBeEmpty();
        Removed(most: 10, bytes: 299).ShouldBe([older]);
        Removed(most: 10, bytes: 210).ShouldBe([older, old]);
        Removed(most: 10, bytes: 1).ShouldBe([older, old], "what serves and the last that served before always stay");
    }

    private IEnumerable<Guid> Removed(int most, long bytes = long.MaxValue) => ArtifactRetention.Removable(kept, new RetentionRules(most, bytes)).Select(each => each.Id);

    private Guid Add(int newest, int? served = null, bool inUse = false, long bytes = 1, Guid deployment = default)
    {
        kept.Add(new KeptArtifact(Guid.NewGuid(), deployment, bytes, inUse, served is { } hour ? Start.AddHours(hour) : null, newest));
        return kept[^1].Id;
    }
}
