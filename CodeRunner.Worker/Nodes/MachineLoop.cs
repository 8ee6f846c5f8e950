using CodeRunner.Core.Nodes;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Sandboxes.Swarm;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Nodes;

/// <summary>
/// Tells operators what the swarm says of its machines, and the swarm what operators want of them. It asks the swarm as often as a node says that it is there, and at each tick while
/// something is wanted or moves.
/// </summary>
internal sealed class MachineLoop(SwarmMachines machines, Database database, TimeProvider clock, IOptions<NodeOptions> options, ILogger<MachineLoop> logger)
    : Loop(clock, TimeSpan.FromSeconds(1), logger), ISwarmDuty
{
    private DateTimeOffset lookAt;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var wanted = await db.WantedOfMachinesAsync(cancellationToken);
        if (wanted.Count == 0 && Clock.GetUtcNow() < lookAt)
            return;
        var refusals = new Dictionary<string, MachineRefusal>();
        foreach (var (id, availability) in wanted)
            if (await machines.TrySetAsync(id, availability, cancellationToken) is { } why)
                refusals[id] = new MachineRefusal(availability, why);
        var look = new MachineLook(await machines.LookAsync(cancellationToken), refusals);
        var moves = await db.KeepMachinesAsync(look, Clock.GetUtcNow(), cancellationToken);
        lookAt = moves ? DateTimeOffset.MinValue : Clock.GetUtcNow() + options.Value.Heartbeat;
    }
}
