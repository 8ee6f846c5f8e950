using CodeRunner.Contracts.Nodes;
using CodeRunner.Web.Nodes;

namespace CodeRunner.Tests.Web;

public sealed class MachineWordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly MachineFacts Facts = new("m1", "10.0.0.11", MachineAvailability.Active, MachineState.Ready, "28.5.1", 8, 32_000, 3);

    [Theory]
    [InlineData(MachineState.Ready, MachineAvailability.Active, 3, null, "active", "ok")]
    [InlineData(MachineState.Ready, MachineAvailability.Active, 3, MachineAvailability.Drain, "draining", "busy")]
    [InlineData(MachineState.Ready, MachineAvailability.Drain, 3, null, "draining", "busy")]
    [InlineData(MachineState.Ready, MachineAvailability.Drain, 0, null, "drained", "warn")]
    [InlineData(MachineState.Ready, MachineAvailability.Drain, 3, MachineAvailability.Active, "activating", "busy")]
    [InlineData(MachineState.Ready, MachineAvailability.Pause, 3, null, "paused", "warn")]
    [InlineData(MachineState.Down, MachineAvailability.Active, 0, MachineAvailability.Drain, "down", "bad")]
    [InlineData(MachineState.Disconnected, MachineAvailability.Active, 0, null, "disconnected", "bad")]
    [InlineData(MachineState.Unknown, MachineAvailability.Active, 0, null, "not heard of yet", "warn")]
    public void A_machine_is_what_matters_most_of_it(MachineState state, MachineAvailability availability, int sandboxes, MachineAvailability? wanted, string word, string tone) =>
        MachineWords.State(Machine(Facts with { State = state, Availability = availability, Sandboxes = sandboxes }) with { Wanted = wanted }).ShouldBe((tone, word));

    [Fact]
    public void A_drain_says_what_ends_and_where_it_starts_again()
    {
        var other = Machine(Facts, "other");

        MachineWords.Drains(Machine(Facts), [Machine(Facts), other]).ShouldContain("3 sandboxes end and start on other machines");
        MachineWords.Drains(Machine(Facts with { Sandboxes = 1 }), [other]).ShouldContain("1 sandbox ends");
        MachineWords.Drains(Machine(Facts with { Sandboxes = 0 }), [other]).ShouldContain("No app runs there now");
        MachineWords.Drains(Machine(Facts), [other]).ShouldNotContain("Builds");
        MachineWords.Drains(Machine(Facts with { Builds = true }), [other]).ShouldContain("Builds run on this machine only");
    }

    [Theory]
    [InlineData(MachineState.Ready, MachineAvailability.Active, null, false)]
    [InlineData(MachineState.Ready, MachineAvailability.Active, MachineAvailability.Drain, true)]
    [InlineData(MachineState.Ready, MachineAvailability.Drain, MachineAvailability.Active, false)]
    [InlineData(MachineState.Ready, MachineAvailability.Pause, null, true)]
    [InlineData(MachineState.Down, MachineAvailability.Active, null, true)]
    public void The_last_machine_that_takes_apps_is_said_to_be(MachineState state, MachineAvailability availability, MachineAvailability? wanted, bool last)
    {
        var all = new[] { Machine(Facts), Machine(Facts with { State = state, Availability = availability }, "other") with { Wanted = wanted } };

        MachineWords.IsLast(all[0], all).ShouldBe(last);
        MachineWords.Drains(all[0], all).Contains("none starts until", StringComparison.Ordinal).ShouldBe(last);
    }

    [Fact]
    public void It_is_said_when_nobody_has_asked_the_swarm_for_long()
    {
        MachineResponse[] machines = [Machine(Facts) with { SeenAt = Now.AddMinutes(-5) }, Machine(Facts, "other") with { SeenAt = Now.AddSeconds(-60) }];

        MachineWords.SilentSince(machines, Now).ShouldBeNull();
        MachineWords.SilentSince(machines, Now.AddMinutes(1)).ShouldBe(machines[1].SeenAt);
        MachineWords.SilentSince([], Now).ShouldBeNull();
    }

    private static MachineResponse Machine(MachineFacts facts, string id = "one") => new(id, facts, Now, Now);
}
