using System.Globalization;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Web.Limiting;

/// <summary>Limits in words.</summary>
public static class LimitWords
{
    public static string Of(ResourceLimits limits) => limits == ResourceLimits.None
        ? T("no limit")
        : string.Join(" · ", new[] { limits.Instances is { } count ? Instances(count) : null, limits.Cpus is { } cpus ? Cpus(cpus) : null, limits.MemoryMb is { } mb ? $"{Number(mb)} MB" : null }.OfType<string>());

    /// <summary>What is used of which limit, each in a few words.</summary>
    public static IEnumerable<(string Label, string Text, double? Share)> Uses(ReservedResources used, ResourceLimits limits) =>
    [
        (T("Instances"), Use(used.Instances, limits.Instances), Share(used.Instances, limits.Instances)),
        (T("CPUs"), Use(used.Cpus, limits.Cpus), Share(used.Cpus, limits.Cpus)),
        (T("Memory"), Memory(used.MemoryMb, limits.MemoryMb), Share(used.MemoryMb, limits.MemoryMb)),
    ];

    public static string Summary(ReservedResources used, ResourceLimits limits)
    {
        var instances = limits.Instances switch
        {
            null => Instances(used.Instances),
            1 => T("{0} of {1} instance", Number(used.Instances), 1),
            { } most => T("{0} of {1} instances", Number(used.Instances), Number(most)),
        };
        var cpus = limits.Cpus switch
        {
            null => Cpus(used.Cpus),
            1 => T("{0} of {1} CPU", Number(used.Cpus), 1),
            { } most => T("{0} of {1} CPUs", Number(used.Cpus), Number(most)),
        };
        return $"{instances} · {cpus} · {Memory(used.MemoryMb, limits.MemoryMb)}";
    }

    /// <summary>What to know before a deployment gets so many instances; null where nothing stands in the way as far as the reader may know.</summary>
    public static string? Warning(ProjectLimitsResponse limits, DeploymentResponse deployment, int? wanted)
    {
        var running = Running(deployment);
        if (wanted is not { } count || count <= running)
            return null;
        if (Most(limits.Limits, limits.Used, deployment) is { } most && count > most)
            return T("The project's limits leave it {0}: {1} are reserved.", Left(most), Summary(limits.Used, limits.Limits));
        if (limits.CountsAgainst is { Limits: { } own, Used: { } used } && Most(own, used, deployment) is { } mostOfUser && count > mostOfUser)
            return T("Your limits for all your projects leave it {0}: {1} are reserved.", Left(mostOfUser), Summary(used, own));
        return limits.CountsAgainst is { Limits: null, Full: true } other
            ? T("The project counts against {0}, whose limits leave nothing more.", other.DisplayName)
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

    private static string Left(int count) => count == 0 ? T("no instance") : Instances(count);

    private static string Instances(decimal count) => count == 1 ? T("{0} instance", 1) : T("{0} instances", Number(count));

    private static string Cpus(decimal count) => count == 1 ? T("{0} CPU", 1) : T("{0} CPUs", Number(count));

    private static string Memory(decimal used, decimal? limit) => limit is { } most ? T("{0} of {1} MB", Number(used), Number(most)) : $"{Number(used)} MB";

    private static string Use(decimal used, decimal? limit) => limit is { } most ? T("{0} of {1}", Number(used), Number(most)) : Number(used);

    private static double? Share(decimal used, decimal? limit) => limit is { } most ? (used == 0 && most == 0 ? 0 : most == 0 ? 1 : (double)(used / most)) : null;

    private static string Number(decimal amount) => amount.ToString("#,0.###", CultureInfo.InvariantCulture);
}
