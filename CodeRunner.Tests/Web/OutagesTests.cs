using CodeRunner.Contracts.Nodes;
using CodeRunner.Web.Nodes;

namespace CodeRunner.Tests.Web;

/// <summary>The sentences of the system page about what is wrong.</summary>
public sealed class OutagesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly ServiceState Dashboard = new("Dashboard", true, "healthy", 0, [new("redis", "healthy", 0.3)]);
    private static readonly ServiceState Api = new("API", true, "healthy", 2, [new("postgres", "healthy", 1), new("redis", "healthy", 0.3)]);

    [Fact]
    public void Nothing_is_said_while_all_is_well() => Outages.Of([Dashboard, Api], [Node()], [], Now).ShouldBeEmpty();

    [Fact]
    public void What_does_not_answer_is_named_with_what_that_means_for_apps() =>
        Outages.Of([Dashboard, ServiceState.Silent("API", 4000)], [Node()], [], Now).Single().Text.ShouldSatisfyAllConditions(
            text => text.ShouldContain("The API does not answer"), text => text.ShouldContain("Apps run on"));

    [Fact]
    public void What_two_services_miss_is_said_once()
    {
        ComponentHealth gone = new("redis", "unhealthy", 2000);

        Outages.Of([Dashboard with { Status = "unhealthy", Needs = [gone] }, Api with { Status = "degraded", Needs = [gone with { Status = "degraded" }] }], [], [], Now)
            .Single().Text.ShouldContain("Redis does not answer");
    }

    [Fact]
    public void A_node_without_a_Worker_a_silent_Worker_and_a_full_disk_are_said()
    {
        Outages.Of([Dashboard, Api], [Node() with { Alive = false }], [], Now).ShouldContain(outage => outage.Text.Contains("has no Worker"));
        Outages.Of([Dashboard, Api], [Node(report: Report(Now.AddMinutes(-2)))], [], Now).Single().Text.ShouldContain("has not reported since 2026-11-28 11:58:00 UTC");
        Outages.Of([Dashboard, Api], [Node(report: Report(Now) with { Ready = false })], [], Now).Single().Text.ShouldContain("not ready");
        Outages.Of([Dashboard, Api], [Node() with { Load = new(2, 0, 0, 1000, 500, 100_000, 4_000) }], [], Now).Single().Text.ShouldContain("nearly full");
        Outages.Of([Dashboard, Api], [Node() with { Unowned = 3 }], [], Now).Single().Text.ShouldContain("3 deployments");
    }

    [Fact]
    public void What_lasts_is_said_in_the_same_words_so_that_nobody_is_interrupted_each_time_the_page_looks()
    {
        var silent = Node(report: Report(Now.AddMinutes(-2))) with { Load = new(2, 0, 0, 1000, 500, 100_000, 4_000) };
        var then = silent with { Load = silent.Load! with { DiskFreeMb = 3_900 } };

        Outages.Of([Dashboard, Api], [then], [], Now.AddSeconds(5)).ShouldBe(Outages.Of([Dashboard, Api], [silent], [], Now));
    }

    [Fact]
    public void A_machine_of_the_swarm_that_is_down_is_said_with_its_time()
    {
        MachineFacts facts = new("m2", "10.0.0.12", MachineAvailability.Active, MachineState.Down, "28.5.1", 8, 32_000, 0);

        Outages.Of([Dashboard, Api], [Node()], [new("one", facts, Now.AddMinutes(-2), Now), new("two", facts with { State = MachineState.Ready }, Now, Now)], Now)
            .Single().Text.ShouldSatisfyAllConditions(text => text.ShouldContain("machine m2"), text => text.ShouldContain("2026-11-28 11:58:00 UTC"));
    }

    private static NodeResponse Node(WorkerReport? report = null) => new("one", "bubblewrap", [], [], Now, true, 0, 0, [new(Guid.NewGuid(), 1, "1.0", Now, 4, true, false, 0) { Report = report }]);

    private static WorkerReport Report(DateTimeOffset at) => new(at, true, [], null, 0, 0, 0, 0);
}
