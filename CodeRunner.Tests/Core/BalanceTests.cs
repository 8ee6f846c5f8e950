using CodeRunner.Core.Nodes;

namespace CodeRunner.Tests.Core;

public sealed class BalanceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    private readonly List<Guid> deployments = [.. Enumerable.Range(0, 3000).Select(_ => Guid.NewGuid())];

    [Fact]
    public void Workers_share_evenly()
    {
        var peers = Peers(3);

        foreach (var share in deployments.GroupBy(id => Balance.HomeOf(id, peers)))
            share.Count().ShouldBeInRange(850, 1150);
    }

    [Fact]
    public void A_Worker_that_goes_moves_only_what_it_had()
    {
        var peers = Peers(4);
        var rest = peers[1..];

        deployments.Where(id => Balance.HomeOf(id, peers) != peers[0].Id).ShouldAllBe(id => Balance.HomeOf(id, peers) == Balance.HomeOf(id, rest));
    }

    [Fact]
    public void All_find_the_same_home_in_whatever_order_they_see_each_other()
    {
        var peers = Peers(5);
        var turned = peers.AsEnumerable().Reverse().ToList();

        deployments.ShouldAllBe(id => Balance.HomeOf(id, peers) == Balance.HomeOf(id, turned));
    }

    [Fact]
    public void A_draining_Worker_is_home_to_nothing_and_takes_nothing()
    {
        List<Peer> peers = [new(Guid.NewGuid(), Draining: true), new(Guid.NewGuid(), Draining: false)];

        deployments.ShouldAllBe(id => Balance.HomeOf(id, peers) == peers[1].Id);
        Balance.ToTake(peers[0].Id, peers, Free(TimeSpan.FromHours(1)), Patience, 10).ShouldBeEmpty();
    }

    [Fact]
    public void Each_takes_its_own_share_at_once_and_together_they_take_all()
    {
        var peers = Peers(3);

        var taken = peers.SelectMany(peer => Balance.ToTake(peer.Id, peers, Free(TimeSpan.Zero), Patience, int.MaxValue));

        taken.ShouldBe(deployments, ignoreOrder: true);
    }

    [Fact]
    public void What_its_own_Worker_does_not_want_another_takes_after_a_while()
    {
        var peers = Peers(2);

        Balance.ToTake(peers[0].Id, peers, Free(Patience), Patience, int.MaxValue).ShouldBe(deployments);
        Balance.ToTake(peers[0].Id, peers, Free(Patience), Patience, 7).Count.ShouldBe(7);
    }

    [Fact]
    public void A_Worker_that_does_not_see_itself_takes_nothing() =>
        Balance.ToTake(Guid.NewGuid(), Peers(2), Free(TimeSpan.FromHours(1)), Patience, 10).ShouldBeEmpty();

    [Fact]
    public void A_Worker_gives_away_only_what_is_anothers_a_few_at_a_time_and_only_when_all_is_calm()
    {
        var peers = Peers(2);

        var given = Balance.ToGive(peers[0].Id, peers, Calm, Calm, deployments, 5);

        given.Count.ShouldBe(5);
        given.ShouldAllBe(id => Balance.HomeOf(id, peers) == peers[1].Id);
        Balance.ToGive(peers[0].Id, peers, Calm / 2, Calm, deployments, 5).ShouldBeEmpty();
        Balance.ToGive(peers[0].Id, peers[..1], Calm, Calm, deployments, 5).ShouldBeEmpty();
    }

    private static List<Peer> Peers(int count) => [.. Enumerable.Range(0, count).Select(_ => new Peer(Guid.NewGuid(), Draining: false))];

    private List<(Guid, TimeSpan)> Free(TimeSpan time) => deployments.ConvertAll(id => (id, time));
}
