using System.Globalization;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;

namespace CodeRunner.Web.Releases;

/// <summary>What changes when a deployment goes back to an earlier release, in words.</summary>
public static class Differences
{
    private const string Recognised = "recognised";

    /// <summary><paramref name="serving"/> is null where it is not known; then only what the deployment itself says is compared.</summary>
    public static IReadOnlyList<Difference> Of(DeploymentResponse now, ReleaseResponse? serving, ReleaseResponse to)
    {
        var (was, becomes) = (now.Limits, to.Limits ?? now.Limits);
        Difference?[] all =
        [
            serving?.ArtifactId == to.ArtifactId ? null : new("Source", serving is null ? "what serves now" : Named(serving), Named(to)),
            If("CPU", Cores(was.Cpus), Cores(becomes.Cpus)),
            If("Memory", $"{was.MemoryMb} MiB", $"{becomes.MemoryMb} MiB"),
            If("Processes", $"{was.Pids}", $"{becomes.Pids}"),
            If("Disk", $"{was.DiskMb} MiB", $"{becomes.DiskMb} MiB"),
            If("Reaches outside", Words(now.Egress), Words(to.Egress)),
            If("Health path", now.HealthPath ?? "the port accepts", to.HealthPath ?? "the port accepts"),
            If("Runtime", now.Runtime?.ToString().ToLowerInvariant() ?? Recognised, to.Runtime?.ToString().ToLowerInvariant() ?? Recognised),
            If("Build command", now.BuildCommand ?? Recognised, to.BuildCommand ?? Recognised),
            If("Start command", now.StartCommand ?? Recognised, to.StartCommand ?? Recognised),
            serving is null ? null : If("Configuration", Version(serving), Version(to)),
        ];
        return [.. all.OfType<Difference>()];
    }

    private static Difference? If(string what, string from, string to) => from == to ? null : new(what, from, to);

    /// <summary>Two archives may have one name, so they have their release's number too.</summary>
    private static string Named(ReleaseResponse release) => $"{SourceWords.Of(release.Source)} of release {release.Number}";

    private static string Cores(double cores) => cores == 1 ? "1 core" : string.Create(CultureInfo.InvariantCulture, $"{cores} cores");

    private static string Words(Egress egress) => egress == Egress.Internet ? "the internet" : "nothing";

    private static string Version(ReleaseResponse release) => release.ConfigurationVersion is { } version ? $"version {version}" : "none";
}
