using CodeRunner.Core.Nodes;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Nodes;

/// <summary>Says that the node is there, how busy it is, and which isolation it cannot give.</summary>
internal sealed class HeartbeatLoop(
    Database database, ISandboxProvider provider, NodeIdentity identity, MachineLoad load, TimeProvider clock, IOptions<NodeOptions> options, ILogger<HeartbeatLoop> logger)
    : Loop(clock, options.Value.Heartbeat, logger)
{
    /// <summary>What a node can enforce changes while its Worker runs: an engine goes away, a program is installed.</summary>
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(1);

    private SandboxCapabilities? capabilities;
    private DateTimeOffset probeAt;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        if (capabilities is null || Clock.GetUtcNow() >= probeAt)
        {
            capabilities = await provider.ProbeAsync(cancellationToken);
            probeAt = Clock.GetUtcNow() + ProbeInterval;
        }
        await using var db = database.Open();
        var node = await db.Nodes.SingleOrDefaultAsync(each => each.Id == identity.Id, cancellationToken);
        if (node is null)
        {
            // Two Workers of a node may both find it missing: the second insert does nothing, and the next tick finds the row.
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO nodes (id, provider, enforced, missing, seen_at) VALUES ({identity.Id}, {capabilities.Provider}, {Enforced(capabilities)}, {capabilities.Missing.ToArray()}, {Clock.GetUtcNow()}) ON CONFLICT DO NOTHING",
                cancellationToken);
            return;
        }
        Beat(node);
        await db.SaveChangesAsync(cancellationToken);
    }

    private void Beat(Node node) => node.Beat(capabilities!.Provider, Enforced(capabilities), [.. capabilities.Missing], load.Look(), Clock.GetUtcNow());

    private static string[] Enforced(SandboxCapabilities can) =>
    [
        .. new (bool Holds, string Word)[]
        {
            (can.MemoryLimit, "memory"), (can.CpuLimit, "CPU"), (can.PidsLimit, "processes"), (can.DiskLimit, "disk"), (can.OwnHostUid, "a host uid of each app's own"),
            (can.Internet, "the internet and no private network"),
        }.Where(each => each.Holds).Select(each => each.Word),
    ];
}
