using System.Xml.Linq;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Aspire.Publishing;

/// <summary>Which of Aspire's own packages this machine has, in the version that the AppHost names.</summary>
internal static class AspirePackages
{
    public const string Core = "Aspire.Hosting.AppHost";

    /// <summary>The package that publishes to a target, by the target's name.</summary>
    public static IReadOnlyDictionary<string, string> OfTargets { get; } = new Dictionary<string, string>
    {
        ["compose"] = "Aspire.Hosting.Docker",
        ["kubernetes"] = "Aspire.Hosting.Kubernetes",
        ["azure"] = "Aspire.Hosting.Azure.AppContainers",
    };

    private static readonly string Version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("AspireVersion").Single().Value;

    private static readonly string Cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>What a test that needs these says where it is skipped: null where all are there.</summary>
    public static string? Lacks(params string[] packages)
    {
        var missing = packages.Where(package => !IsHere(package)).ToList();
        return missing.Count == 0 ? null : $"not among this machine's packages, which `./coderunner test` asks its feed for: {string.Join(", ", missing.Select(package => $"{package} {Version}"))}";
    }

    // A preview has more behind the version.
    private static bool IsHere(string package) =>
        Path.Combine(Cache, package.ToLowerInvariant()) is var versions && Directory.Exists(versions) && Directory.EnumerateDirectories(versions, $"{Version}*").Any();
}
