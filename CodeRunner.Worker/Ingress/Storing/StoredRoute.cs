using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Worker.Ingress.Storing;

/// <summary>A route as a file has it.</summary>
internal sealed record StoredRoute(
    int Version, Guid DeploymentId, string Slug, DeploymentState State, string? ReasonCode, RouteInstance[] Instances, string[] Hosts, IngressLimits Limits)
{
    private const int Current = 1;
    private const int MostInstances = 1000;

    public static byte[] Write(RouteEntry entry) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredRoute(Current, entry.DeploymentId, entry.Slug, entry.State, entry.ReasonCode, [.. entry.Instances], [.. entry.Hosts], entry.Limits), Wire.Json);

    /// <summary>Returns null for what is not a whole route of this deployment.</summary>
    public static RouteEntry? Read(ReadOnlySpan<byte> bytes, Guid deploymentId)
    {
        try
        {
            return JsonSerializer.Deserialize<StoredRoute>(bytes, Wire.Json) is { Version: Current } stored && stored.IsWhole(deploymentId) ? stored.ToEntry() : null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private bool IsWhole(Guid deploymentId) =>
        DeploymentId == deploymentId && Slug is { Length: > 0 and <= 63 } && Instances is { Length: <= MostInstances } && Hosts is not null && Limits is not null
        && Array.TrueForAll(Instances, instance => instance is not null) && Array.TrueForAll(Hosts, host => host is { Length: > 0 and <= 253 });

    private RouteEntry ToEntry() => new(DeploymentId, Slug, State, ReasonCode, Instances) { Hosts = Hosts, Limits = Limits };
}
