using System.Globalization;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Web.Limiting;

/// <summary>Limits in words.</summary>
public static class LimitWords
{
    public static string Of(ResourceLimits limits) => limits == ResourceLimits.None
        ? "no limit"
        : string.Join(" · ", new[] { Amount(limits.Instances, "instance"), Amount(limits.Cpus, "CPU"), limits.MemoryMb is { } mb ? $"{Number(mb)} MB" : null }.OfType<string>());

    /// <summary>What is used of which limit, each in a few words.</summary>
    public static IEnumerable<(string Label, string Text, double? Share)> Uses(ReservedResources used, ResourceLimits limits) =>
    [
        ("Instances", Use(used.Instances, limits.Instances, ""), Share(used.Instances, limits.Instances)),
        ("CPUs", Use(used.Cpus, limits.Cpus, ""), Share(used.Cpus, limits.Cpus)),
        ("Memory", Use(used.MemoryMb, limits.MemoryMb, " MB"), Share(used.MemoryMb, limits.MemoryMb)),
    ];

    public static string Summary(ReservedResources used, ResourceLimits limits) =>
        $"{Use(used.Instances, limits.Instances, (limits.Instances ?? used.Instances) == 1 ? " instance" : " instances")} · {Use(used.Cpus, limits.Cpus, (limits.Cpus ?? used.Cpus) == 1 ? " CPU" : " CPUs")} · {Use(used.MemoryMb, limits.MemoryMb, " MB")}";

    /// <summary>What to know before a deployment gets so many instances; null where nothing stands in the way as far as the reader may know.</summary>
    public static string? Warning(ProjectLimitsResponse limits, DeploymentResponse deployment, int? wanted)
    {
        var running = Running(deployment);
        if (wanted is not { } count || count <= running)
            return null;
        if (Most(limits.Limits, limits.Used, deployment) is { } most && count > most)
            return $"The project's limits leave it {Instances(most)}: {Summary(limits.Used, limits.Limits)} are reserved.";
        if (limits.CountsAgainst is { Limits: { } own, Used: { } used } && Most(own, used, deployment) is { } mostOfUser && count > mostOfUser)
            return $"Your limits for all your projects leave it {Instances(mostOfUser)}: {Summary(used, own)} are reserved.";
        return limits.CountsAgainst is { Limits: null, Full: true } other
            ? $"The project counts against {other.DisplayName}, whose limits leave nothing more."
            : null;
    }

    /// <summary>How many instances a deployment can have, its present ones among them; null for as many as it likes. The Api decides; this foresees it.</summary>
    private static int? Most(ResourceLimits limits, ReservedResources used, DeploymentResponse deployment)
    {
        var (running, each) = (Running(deployment), (Cpus: (decimal)deployment.Limits.Cpus, deployment.Limits.MemoryMb));
        decimal?[] counts =
        [
            limits.Instances - used.Instances + running,
            (limits.Cpus - used.Cpus) / each.Cpus + running,
            (decimal?)(limits.MemoryMb - used.MemoryMb) / each.MemoryMb + running,
        ];
        return counts.Min() is { } least ? (int)Math.Max(running, Math.Floor(Math.Min(least, int.MaxValue))) : null;
    }

    private static int Running(DeploymentResponse deployment) =>
        deployment.State is DeploymentState.Stopped or DeploymentState.Stopping or DeploymentState.Created ? 0 : deployment.DesiredInstances;

    private static string Instances(int count) => count == 0 ? "no instance" : count == 1 ? "1 instance" : $"{count} instances";

    private static string? Amount(decimal? amount, string noun) => amount is { } value ? $"{Number(value)} {noun}{(value == 1 ? "" : "s")}" : null;

    private static string Use(decimal used, decimal? limit, string unit) => limit is { } most ? $"{Number(used)} of {Number(most)}{unit}" : $"{Number(used)}{unit}";

    private static double? Share(decimal used, decimal? limit) => limit is { } most ? (used == 0 && most == 0 ? 0 : most == 0 ? 1 : (double)(used / most)) : null;

    private static string Number(decimal amount) => amount.ToString("#,0.###", CultureInfo.InvariantCulture);
}
