using CodeRunner.Contracts.Nodes;

namespace CodeRunner.Web.Nodes;

/// <summary>A service as the dashboard sees it: its own word of how it is, and how long that took to come. <see cref="Answers"/> is false when none came.</summary>
public sealed record ServiceState(string Name, bool Answers, string Status, double LatencyMs, IReadOnlyList<ComponentHealth> Needs)
{
    public bool Works => Answers && Status != "unhealthy";

    public static ServiceState Silent(string name, double latencyMs) => new(name, false, "unhealthy", latencyMs, []);
}
