using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Worker.Ingress;

/// <summary>A deployment as the database has it, for the route table: its healthy instances of the release that serves.</summary>
internal sealed record RouteEntry(
    Guid DeploymentId, string Slug, DeploymentState State, string? ReasonCode, IReadOnlyList<RouteInstance> Instances)
{
    /// <summary>Names beside the one that the slug makes.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether it shall run and a release of it served before: what starts then is there in a moment. Not kept on disk.</summary>
    public bool Serves { get; init; }

    /// <summary>Null where the release has served for long, or nobody asked for it: then its next request is like any other.</summary>
    public ServingRelease? NewRelease { get; init; }

    public IngressLimits Limits { get; init; } = IngressLimits.Default;
}
