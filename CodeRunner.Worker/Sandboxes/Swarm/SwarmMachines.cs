using System.Net;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>The swarm's machines as its manager says now, and what it may place on them.</summary>
internal sealed class SwarmMachines(SwarmEngine engine, string owner)
{
    private string? _managersId;

    /// <summary>By id. Two questions, however many machines and tasks there are.</summary>
    public async Task<IReadOnlyDictionary<string, MachineFacts>> LookAsync(CancellationToken cancellationToken)
    {
        var builds = _managersId ??= (await engine.Manager.System.GetSystemInfoAsync(cancellationToken)).Swarm?.NodeID ?? "";
        var filters = SwarmEngine.Filter("label", [$"{SwarmNames.OwnerLabel}={owner}"]);
        filters["desired-state"] = new Dictionary<string, bool> { ["running"] = true };
        var tasks = await engine.Manager.Tasks.ListAsync(new TasksListParameters { Filters = filters }, cancellationToken);
        var counts = tasks.Where(task => !TaskFacts.HasEnded(task)).CountBy(task => task.NodeID ?? "").ToDictionary();
        return (await engine.Manager.Swarm.ListNodesAsync(cancellationToken)).ToDictionary(node => node.ID, node => MachineReading.Of(node, counts.GetValueOrDefault(node.ID), node.ID == builds));
    }

    /// <summary>Null when the swarm took it, or does not know the machine any more; else why not. Throws when it is away, or the machine was changed by somebody else meanwhile.</summary>
    public async Task<string?> TrySetAsync(string id, MachineAvailability availability, CancellationToken cancellationToken)
    {
        try
        {
            if (await engine.Manager.Swarm.InspectNodeAsync(id, cancellationToken) is not { Spec: { } spec, Version.Index: { } version }) return null;
            spec.Availability = MachineReading.Word(availability);
            await engine.Manager.Swarm.UpdateNodeAsync(id, version, spec, cancellationToken);
            return null;
        }
        catch (DockerApiException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (DockerApiException refused) when (!SwarmErrors.IsAway(refused))
        {
            return EngineWords.ForPeople(EngineWords.Of(refused));
        }
    }
}
