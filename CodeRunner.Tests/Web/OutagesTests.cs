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
    public void Nothing_is_said_while_all_is_well() => Outages.Of([Dashboard, Api], [Node()], Now).ShouldBeEmpty();

    [Fact]
    public void What_does_not_answer_is_named_with_what_that_means_for_apps() =>
        Outages.Of([Dashboard, ServiceState.Silent("API", 4000)], [Node()], Now).Single().ShouldSatisfyAllConditions(
            text => text.ShouldContain("The API does not answer"), text => text.ShouldContain("Apps run on"));

    [Fact]
    public void What_two_services_miss_is_said_once()
    {
        ComponentHealth gone = new("redis", "unhealthy", 2000);

        Outages.Of([Dashboard with { Status = "unhealthy", Needs = [gone] }, Api with { Status = "degraded", Needs = [gone with { Status = "degraded" }] }], [], Now)
            .Single().ShouldContain("Redis does not answer");
    }

    [Fact]
    public void A_node_without_a_Worker_a_silent_Worker_and_a_full_disk_are_said()
    {
        Outages.Of([Dashboard, Api], [Node() with { Alive = false }], Now).ShouldContain(text => text.Contains("has no Worker"));
        Outages.Of([Dashboard, Api], [Node(report: Report(Now.AddMinutes(-2)))], Now).Single().ShouldContain("has not reported for 120 s");
        Outages.Of([Dashboard, Api], [Node(report: Report(Now) with { Ready = false })], Now).Single().ShouldContain("not ready");
        Outages.Of([Dashboard, Api], [Node() with { Load = new(2, 0, 0, 1000, 500, 100_000, 4_000) }], Now).Single().ShouldContain("nearly full");
        Outages.Of([Dashboard, Api], [Node() with { Unowned = 3 }], Now).Single().ShouldContain("3 deployments");
    }

    private static NodeResponse Node(WorkerReport? report = null) => new("one", "bubblewrap", [], [], Now, true, 0, 0, [new(Guid.NewGuid(), 1, "1.0", Now, 4, true, false, 0) { Report = report }]);

    private static WorkerReport Report(DateTimeOffset at) => new(at, true, [], null, 0, 0, 0, 0);
}
