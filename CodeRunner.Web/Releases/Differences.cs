using System.Globalization;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Web.Releases;

/// <summary>What changes when a deployment goes back to an earlier release, in words.</summary>
public static class Differences
{
    private static string Recognised => T("recognised");

    private static string Accepts => T("the port accepts");

    /// <summary><paramref name="serving"/> is null where it is not known; then only what the deployment itself says is compared.</summary>
    public static IReadOnlyList<Difference> Of(DeploymentResponse now, ReleaseResponse? serving, ReleaseResponse to)
    {
        var (was, becomes) = (now.Limits, to.Limits ?? now.Limits);
        Difference?[] all =
        [
            serving?.ArtifactId == to.ArtifactId ? null : new(T("Source"), serving is null ? T("what serves now") : Named(serving), Named(to)),
            If(T("CPU"), Cores(was.Cpus), Cores(becomes.Cpus)),
            If(T("Memory"), $"{was.MemoryMb} MiB", $"{becomes.MemoryMb} MiB"),
            If(T("Processes"), $"{was.Pids}", $"{becomes.Pids}"),
            If(T("Disk"), $"{was.DiskMb} MiB", $"{becomes.DiskMb} MiB"),
            If(T("Reaches outside"), Words(now.Egress), Words(to.Egress)),
            If(T("Health path"), now.HealthPath ?? Accepts, to.HealthPath ?? Accepts),
            If(T("Runtime"), now.Runtime?.ToString().ToLowerInvariant() ?? Recognised, to.Runtime?.ToString().ToLowerInvariant() ?? Recognised),
            If(T("Build command"), now.BuildCommand ?? Recognised, to.BuildCommand ?? Recognised),
            If(T("Start command"), now.StartCommand ?? Recognised, to.StartCommand ?? Recognised),
            serving is null ? null : If(T("Configuration"), Version(serving), Version(to)),
        ];
        return [.. all.OfType<Difference>()];
    }

    private static Difference? If(string what, string from, string to) => from == to ? null : new(what, from, to);

    /// <summary>Two archives may have one name, so they have their release's number too.</summary>
    private static string Named(ReleaseResponse release) => T("{0} of release {1}", SourceWords.Of(release.Source), release.Number);

    private static string Cores(double cores) => cores == 1 ? T("{0} core", 1) : T("{0} cores", cores.ToString(CultureInfo.InvariantCulture));

    private static string Words(Egress egress) => egress == Egress.Internet ? T("the internet") : T("nothing");

    private static string Version(ReleaseResponse release) => release.ConfigurationVersion is { } version ? T("version {0}", version) : T("none");
}
