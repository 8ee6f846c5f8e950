using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>What a swarm says of itself that matters here.</summary>
internal sealed record SwarmFacts(EngineFacts Manager, bool IsManager, string NodeId, bool HasServiceLimits, IReadOnlyList<string> NotReady, IReadOnlyList<string> Unasked)
{
    private static readonly System.Version FirstWithLimits = new(1, 41);

    public static async Task<SwarmFacts> AskAsync(SwarmEngine engine, CancellationToken cancellationToken)
    {
        var info = await engine.Manager.System.GetSystemInfoAsync(cancellationToken);
        var version = await engine.Manager.System.GetVersionAsync(cancellationToken);
        var manager = await EngineFacts.AskAsync(engine.Manager, cancellationToken);
        var isManager = info.Swarm is { ControlAvailable: true };
        IList<NodeListResponse> nodes = isManager ? await engine.NodesAsync(cancellationToken) : [];
        return new SwarmFacts(
            manager,
            isManager,
            info.Swarm?.NodeID ?? "",
            System.Version.TryParse(version.APIVersion, out var api) && api >= FirstWithLimits,
            [.. nodes.Where(n => n.Status?.State != "ready").Select(SwarmEngine.AddressOf)],
            [.. nodes.Select(SwarmEngine.AddressOf).Except(engine.DaemonAddresses)]);
    }
}
