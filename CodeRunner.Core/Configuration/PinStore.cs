using CodeRunner.Core.Deployments;
using CodeRunner.Core.Templates;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Configuration;

/// <summary>Which versions hold now for deployments, in one query however many they are; and what versions hold, in up to two queries for each of the three.</summary>
public static class PinStore
{
    public static async Task<ConfigPins> CurrentPinsAsync(this CodeRunnerDb db, Deployment deployment, CancellationToken cancellationToken) =>
        (await db.CurrentPinsAsync([deployment], cancellationToken))[deployment.Id];

    /// <summary>
    /// What keeps a deployment from running with these versions, as (key, or "" for the whole; text for people): references that lead nowhere, more than an app can get,
    /// a version that is not kept any more, or without what is <paramref name="needed"/>. Null for nothing.
    /// </summary>
    public static async Task<(string Key, string Text)?> CheckAsync(
        this CodeRunnerDb db, Deployment deployment, ConfigPins pins, IReadOnlyList<NeededKey> needed, CancellationToken cancellationToken)
    {
        if (pins.IsEmpty && needed.Count == 0)
            return null;
        var (layers, missing) = await db.LayersAsync(pins.Of(deployment.ProjectId, deployment.Environment, deployment.Id), cancellationToken);
        if (layers is null)
            return ("", missing!);
        var merged = Layers.Merge(layers.Select(layer => layer.Items));
        return Layers.CheckReferences(merged, _ => true) ?? Layers.Measure(merged) ?? NeededKeys.FindFault(merged, needed);
    }

    /// <summary>The pinned versions, in their order; or which one is not kept any more, in words for people.</summary>
    public static async Task<(IReadOnlyList<ConfigState>? Layers, string? Missing)> LayersAsync(
        this CodeRunnerDb db, IEnumerable<(ConfigScope Scope, int Number)> pinned, CancellationToken cancellationToken)
    {
        var layers = new List<ConfigState>();
        foreach (var (scope, number) in pinned)
        {
            if (await db.ConfigAtAsync(scope, number, cancellationToken) is not { } layer)
                return (null, $"Version {number} of its configuration ({scope.Name}) is not kept any more.");
            layers.Add(layer);
        }
        return (layers, null);
    }

    /// <summary>By deployment id.</summary>
    public static async Task<Dictionary<Guid, ConfigPins>> CurrentPinsAsync(this CodeRunnerDb db, IReadOnlyCollection<Deployment> deployments, CancellationToken cancellationToken)
    {
        if (deployments.Count == 0)
            return [];
        var projects = deployments.Select(deployment => deployment.ProjectId).Distinct().ToArray();
        var ids = deployments.Select(deployment => (Guid?)deployment.Id).ToArray();
        var newest = await db.ConfigVersions
            .Where(version => projects.Contains(version.ProjectId) && (version.DeploymentId == null || ids.Contains(version.DeploymentId)))
            .GroupBy(version => new { version.ProjectId, version.Environment, version.DeploymentId })
            .Select(group => new { group.Key.ProjectId, group.Key.Environment, group.Key.DeploymentId, Number = group.Max(version => version.Number) })
            .ToListAsync(cancellationToken);
        var numbers = newest.ToDictionary(each => new ConfigScope(each.ProjectId, each.Environment, each.DeploymentId), each => each.Number);
        return deployments.ToDictionary(
            deployment => deployment.Id,
            deployment => new ConfigPins(
                numbers.GetValueOrDefault(new ConfigScope(deployment.ProjectId)),
                numbers.GetValueOrDefault(new ConfigScope(deployment.ProjectId, deployment.Environment)),
                numbers.GetValueOrDefault(new ConfigScope(deployment.ProjectId, deployment.Environment, deployment.Id))));
    }
}
