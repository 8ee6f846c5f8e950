using CodeRunner.Worker.Sandboxes.Swarm;

namespace CodeRunner.Tests.Worker.Sandboxes.Swarm;

internal static class SwarmSettings
{
    /// <summary>As a Worker's environment has them.</summary>
    public static (string Key, string Value)[] Of(SwarmOptions options) =>
    [
        ("Sandboxes__Provider", SwarmProvider.ProviderName),
        ("Sandboxes__Swarm__Name", options.Name),
        ("Sandboxes__Swarm__Endpoint", options.Endpoint),
        ("Sandboxes__Swarm__Registry", options.Registry),
        ("Sandboxes__Swarm__RegistryApi", $"{options.RegistryApi}"),
        ("Sandboxes__Swarm__Images__Base", options.Images.Base),
        .. options.Nodes.SelectMany((node, place) => new[]
        {
            ($"Sandboxes__Swarm__Nodes__{place}__Address", node.Address),
            ($"Sandboxes__Swarm__Nodes__{place}__Endpoint", node.Endpoint),
        }),
    ];
}
