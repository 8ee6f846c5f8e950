using System.Xml.Linq;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Builds;

/// <summary>
/// NuGet finds the login to a source by the source's name, and names are in files only. So a build gets a file that names its sources after their hosts
/// (https://nuget.example.org/… is nuget_example_org, a second one of that host nuget_example_org_2), and nothing else: logins stay in the environment.
/// </summary>
public sealed class NuGetSources(RegistryEnvironment registries, BuildPaths paths)
{
    public const string Credentials = "NuGetPackageSourceCredentials_";
    private const string Target = "/registries";

    /// <summary>Says to NuGet where it finds the file.</summary>
    internal const string Variable = "NUGET_COMMON_APPLICATION_DATA";

    /// <summary>The file's directory, and the variable that makes NuGet read it; neither where builds have NuGet's public source only.</summary>
    public (IReadOnlyList<SandboxMount> Mounts, IReadOnlyDictionary<string, string> Variables) Open()
    {
        if (Write(registries.Variables.GetValueOrDefault("RestoreSources", "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) is not { } content)
            return ([], new Dictionary<string, string>());
        var directory = Path.Combine(paths.Root, "registries");
        var config = Path.Combine(directory, "NuGet", "Config");
        foreach (var part in (string[])[directory, Path.Combine(directory, "NuGet")])
            BuildPaths.MakeDirectory(part);
        Directory.CreateDirectory(config);
        var written = Path.Combine(directory, $".new-{Guid.NewGuid():N}");
        File.WriteAllText(written, content);
        File.Move(written, Path.Combine(config, "sources.config"), overwrite: true);
        return ([new SandboxMount(directory, Target, Writable: false)], new Dictionary<string, string> { [Variable] = Target });
    }

    internal static IEnumerable<(string Name, string Url)> Name(IEnumerable<string> urls)
    {
        var counts = new Dictionary<string, int>();
        foreach (var url in urls)
        {
            var name = Uri.TryCreate(url, UriKind.Absolute, out var place) && place.Host.Length > 0
                ? string.Concat(place.IdnHost.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'))
                : "local";
            counts[name] = counts.GetValueOrDefault(name) + 1;
            yield return (counts[name] == 1 ? name : $"{name}_{counts[name]}", url);
        }
    }

    /// <summary>Null where there is none to name. A source that has its login in its URL is named by the environment alone; one without TLS is meant as it was written.</summary>
    internal static string? Write(IEnumerable<string> urls)
    {
        var sources = Name(urls)
            .Where(source => Uri.TryCreate(source.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
            .Select(source => new XElement(
                "add",
                new XAttribute("key", source.Name),
                new XAttribute("value", source.Url),
                source.Url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? new XAttribute("allowInsecureConnections", "true") : null))
            .ToList();
        return sources.Count == 0 ? null : new XElement("configuration", new XElement("packageSources", sources)).ToString();
    }
}
