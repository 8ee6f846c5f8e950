using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Core.Nodes;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

/// <summary>What operators see of a swarm's machines and want of them; a Worker's part is played by what it writes.</summary>
public sealed class MachineTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private const string Path = "/api/system/machines";

    private readonly ApiFactory api = fixture.Api;
    private TestUser olga = null!;

    public async Task InitializeAsync()
    {
        olga = await api.OperatorAsync();
        await using var db = api.Db();
        await db.Machines.ExecuteDeleteAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_operator_sees_each_machine_and_nobody_else_does()
    {
        var machine = await api.SwarmMachineAsync(SwarmMachines.Facts with { Manager = true, Builds = true });

        var seen = (await ListAsync()).ShouldHaveSingleItem();
        (seen.Id, seen.Facts, seen.Wanted, seen.Refused).ShouldBe((machine.Id, machine.Facts, null, null));
        await (await api.UserAsync("Eve")).SendAsync(HttpMethod.Get, Path).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_drain_is_wanted_until_the_swarm_says_that_it_is_so_and_can_be_undone()
    {
        var (machine, _) = (await api.SwarmMachineAsync(), await api.SwarmMachineAsync());

        (await WantAsync(machine, "drain")).Wanted.ShouldBe(MachineAvailability.Drain);
        (await FindAsync(machine)).Wanted.ShouldBe(MachineAvailability.Drain);
        await api.SeeAsync(machine.Id, row => row.See(machine.Facts with { Availability = MachineAvailability.Drain }, DateTimeOffset.UtcNow));
        (await FindAsync(machine)).ShouldSatisfyAllConditions(seen => seen.Wanted.ShouldBeNull(), seen => seen.Facts.Availability.ShouldBe(MachineAvailability.Drain));
        (await WantAsync(machine, "activate")).Wanted.ShouldBe(MachineAvailability.Active);
    }

    [Fact]
    public async Task What_is_wanted_already_is_accepted_and_written_down_once()
    {
        var (machine, _) = (await api.SwarmMachineAsync(SwarmMachines.Facts with { Name = $"m-{Guid.NewGuid():n}" }), await api.SwarmMachineAsync());
        foreach (var what in (string[])["drain", "drain", "activate", "activate"])
            await WantAsync(machine, what);

        (await FindAsync(machine)).Wanted.ShouldBeNull("it is active still");
        (await olga.PlatformAuditAsync($"actor={olga.Email}")).Select(entry => (entry.Action, entry.Target)).ShouldBe(
            [("machine.drain", $"machine {machine.Facts.Name}"), ("machine.activate", $"machine {machine.Facts.Name}")]);
    }

    [Theory]
    [InlineData(MachineAvailability.Drain, MachineState.Ready)]
    [InlineData(MachineAvailability.Pause, MachineState.Ready)]
    [InlineData(MachineAvailability.Active, MachineState.Down)]
    public async Task The_last_machine_that_takes_apps_is_drained_by_force_only(MachineAvailability availability, MachineState state)
    {
        var (machine, _) = (await api.SwarmMachineAsync(), await api.SwarmMachineAsync(SwarmMachines.Facts with { Availability = availability, State = state }));

        var refused = await olga.PostAsync($"{Path}/{machine.Id}/drain").ShouldBeProblemAsync(HttpStatusCode.Conflict);
        refused["detail"]!.GetValue<string>().ShouldContain("force=true");
        (await FindAsync(machine)).Wanted.ShouldBeNull();
        (await WantAsync(machine, "drain?force=true")).Wanted.ShouldBe(MachineAvailability.Drain);
    }

    [Fact]
    public async Task Of_two_that_are_drained_at_once_one_is_refused()
    {
        Machine[] both = [await api.SwarmMachineAsync(), await api.SwarmMachineAsync()];

        var answers = await Task.WhenAll(both.Select(async machine =>
        {
            using var answer = await olga.PostAsync($"{Path}/{machine.Id}/drain");
            return answer.StatusCode;
        }));
        answers.ShouldBe([HttpStatusCode.Accepted, HttpStatusCode.Conflict], ignoreOrder: true);
    }

    [Fact]
    public async Task What_the_swarm_refused_is_told_until_something_else_is_wanted()
    {
        var (machine, _) = (await api.SwarmMachineAsync(), await api.SwarmMachineAsync());
        await WantAsync(machine, "drain");
        await api.SeeAsync(machine.Id, row => row.Refuse(MachineAvailability.Drain, "No."));

        (await FindAsync(machine)).ShouldSatisfyAllConditions(seen => seen.Wanted.ShouldBeNull(), seen => seen.Refused.ShouldBe("No."));
        (await WantAsync(machine, "drain")).Refused.ShouldBeNull();
    }

    [Fact]
    public async Task A_machine_that_left_the_swarm_is_not_there()
    {
        foreach (var what in (string[])["drain", "activate"])
            await olga.PostAsync($"{Path}/gone/{what}").ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_look_at_the_swarm_keeps_what_is_wanted_forgets_who_left_and_writes_nothing_where_nothing_changed()
    {
        var (one, two) = (await api.SwarmMachineAsync(), await api.SwarmMachineAsync());
        await WantAsync(one, "drain");
        var now = two.SeenAt.AddSeconds(5);
        await using var db = api.Db();
        await db.KeepMachinesAsync(new MachineLook(new Dictionary<string, MachineFacts> { [one.Id] = one.Facts, ["new"] = two.Facts }, new Dictionary<string, MachineRefusal>()), now, default);

        var seen = (await ListAsync()).ToDictionary(machine => machine.Id);
        seen.Keys.ShouldBe([one.Id, "new"], ignoreOrder: true);
        seen[one.Id].Wanted.ShouldBe(MachineAvailability.Drain);
        seen[one.Id].SeenAt.ShouldBe(one.SeenAt, TimeSpan.FromMilliseconds(1));
    }

    private async Task<IReadOnlyList<MachineResponse>> ListAsync() => (await olga.GetAsync<Page<MachineResponse>>($"{Path}?limit=200"))!.Items;

    private async Task<MachineResponse> FindAsync(Machine machine) => (await ListAsync()).Single(seen => seen.Id == machine.Id);

    private async Task<MachineResponse> WantAsync(Machine machine, string what) => (await olga.SendAsync<MachineResponse>(HttpMethod.Post, $"{Path}/{machine.Id}/{what}"))!;
}
