using CodeRunner.Contracts.Nodes;
using CodeRunner.Core.Nodes;

namespace CodeRunner.Tests.Core.Nodes;

public sealed class MachineTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly MachineFacts Facts = new("m1", "10.0.0.11", MachineAvailability.Active, MachineState.Ready, "28.5.1", 8, 32_000, 3);

    [Fact]
    public void It_is_down_since_somebody_saw_it_so()
    {
        var machine = new Machine("one", Facts, Then);
        machine.See(Facts with { Sandboxes = 4 }, Then.AddMinutes(1));
        machine.Since.ShouldBe(Then);
        machine.See(Facts with { State = MachineState.Down }, Then.AddMinutes(2));
        machine.See(Facts with { State = MachineState.Down, Sandboxes = 0 }, Then.AddMinutes(3));

        (machine.Since, machine.SeenAt).ShouldBe((Then.AddMinutes(2), Then.AddMinutes(3)));
    }

    [Fact]
    public void Where_nothing_changes_it_is_written_down_now_and_then_that_somebody_looks()
    {
        var machine = new Machine("one", Facts, Then);
        machine.See(Facts with { }, Then + Machine.Stale - TimeSpan.FromSeconds(1));
        machine.SeenAt.ShouldBe(Then);
        machine.See(Facts with { }, Then + Machine.Stale);
        machine.SeenAt.ShouldBe(Then + Machine.Stale);
    }

    [Theory]
    [InlineData(MachineAvailability.Active, MachineState.Ready, null, true)]
    [InlineData(MachineAvailability.Active, MachineState.Ready, MachineAvailability.Drain, false)]
    [InlineData(MachineAvailability.Drain, MachineState.Ready, MachineAvailability.Active, true)]
    [InlineData(MachineAvailability.Pause, MachineState.Ready, null, false)]
    [InlineData(MachineAvailability.Active, MachineState.Down, null, false)]
    [InlineData(MachineAvailability.Active, MachineState.Unknown, null, false)]
    public void It_takes_apps_when_it_is_reached_and_active_or_will_be(MachineAvailability availability, MachineState state, MachineAvailability? wanted, bool takes)
    {
        var machine = new Machine("one", Facts with { Availability = availability, State = state }, Then);
        if (wanted is { } asked)
            machine.TryWant(asked).ShouldBeTrue();

        machine.TakesApps.ShouldBe(takes);
    }

    [Fact]
    public void A_refusal_of_what_nobody_wants_any_more_is_not_told()
    {
        var machine = new Machine("one", Facts, Then);
        machine.TryWant(MachineAvailability.Drain);
        machine.TryWant(MachineAvailability.Active);
        machine.Refuse(MachineAvailability.Drain, "No.");

        (machine.Wanted, machine.Refused).ShouldBe((null, null));
    }

    [Fact]
    public void A_refusal_is_cut_where_it_would_not_be_kept()
    {
        var machine = new Machine("one", Facts, Then);
        machine.TryWant(MachineAvailability.Drain);
        machine.Refuse(MachineAvailability.Drain, new string('x', Machine.MostRefusedLength + 1));

        machine.Refused!.Length.ShouldBe(Machine.MostRefusedLength);
    }
}
