using CodeRunner.Contracts.Nodes;
using CodeRunner.Core.Nodes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Support;

/// <summary>Machines of a swarm, as a Worker writes them down. Those that other tests have made are there too.</summary>
internal static class SwarmMachines
{
    public static MachineFacts Facts { get; } = new("m1", "10.0.0.11", MachineAvailability.Active, MachineState.Ready, "28.5.1", 8, 32_000, 3);

    public static async Task<Machine> SwarmMachineAsync(this ApiFactory api, MachineFacts? facts = null)
    {
        var machine = new Machine($"{Guid.NewGuid():n}"[..25], facts ?? Facts, DateTimeOffset.UtcNow);
        await using var db = api.Db();
        db.Machines.Add(machine);
        await db.SaveChangesAsync();
        return machine;
    }

    /// <summary>What a Worker does with what it sees.</summary>
    public static async Task SeeAsync(this ApiFactory api, string id, Action<Machine> see)
    {
        await using var db = api.Db();
        see(await db.Machines.SingleAsync(machine => machine.Id == id));
        await db.SaveChangesAsync();
    }
}
