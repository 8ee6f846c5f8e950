using System.Xml;
using System.Xml.Linq;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Worker.Builds.Steps;

namespace CodeRunner.Worker.Builds.Plans;

internal static class DotnetPlan
{
    /// <summary>Begins with a dot, so that the project does not take its own output for source.</summary>
    public const string PublishFolder = ".publish";

    private const int MostLevels = 64;

    private static readonly Dictionary<string, string> BuildEnvironment = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
        ["DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE"] = "true",
        // A server that lives on would keep the sandbox from ending.
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
    };

    public static bool Applies(SourceTree tree) => tree.Files.Any(IsProject);

    public static bool IsProject(string path) => Path.GetExtension(path) is ".csproj" or ".fsproj" or ".vbproj";

    public static Detection Make(SourceTree tree)
    {
        var apps = tree.Files.Where(IsProject).Order(StringComparer.Ordinal).Select(path => Parse(path, tree.Text(path))).Where(project => project.Rank > 0).ToList();
        if (apps.Count == 0)
            return Detection.Fail("no_start_command", "None of the .NET projects is an app: one needs Sdk=\"Microsoft.NET.Sdk.Web\" or <OutputType>Exe</OutputType>.");
        var best = apps.Where(app => app.Rank == apps.Max(other => other.Rank)).ToList();
        return best is [var only]
            ? Detection.Of(Plan(only, tree))
            : Detection.Fail(
                "ambiguous_project",
                $"More than one .NET project could be the app: {string.Join(", ", best.Take(5).Select(app => app.Path))}. Hand over one, or add a Procfile.");
    }

    private static BuildPlan Plan(Project project, SourceTree tree) => new(Runtime.Dotnet, ["dotnet", $"{project.Assembly}.dll"])
    {
        Build =
        [
            new BuildStep(
                $"dotnet publish {project.Path}",
                ["dotnet", "publish", $"./{project.Path}", "-c", "Release", "-o", $"/app/{PublishFolder}", "-p:UseAppHost=false", "--nologo"])
            {
                Environment = Environment(tree),
            },
        ],
        Environment = new Dictionary<string, string> { ["DOTNET_gcServer"] = "0", ["DOTNET_EnableDiagnostics"] = "0", ["DOTNET_NOLOGO"] = "1" },
        Layout = ArtifactLayout.Published,
    };

    /// <summary>A source that says itself where its packages come from is not overruled by the machine.</summary>
    private static Dictionary<string, string> Environment(SourceTree tree) =>
        tree.Files.Any(file => file.Equals("nuget.config", StringComparison.OrdinalIgnoreCase)) ? new(BuildEnvironment) { ["RestoreSources"] = "", [NuGetSources.Variable] = "" } : BuildEnvironment;

    /// <summary>Rank: 0 is no app, such as a library or tests; a web app is preferred, and then one at the top.</summary>
    private static Project Parse(string path, string? text)
    {
        XElement? root = null;
        try
        {
            // DTDs are off by default here, so a project cannot name files of the host.
            root = text is null || IsDeep(text) ? null : XDocument.Parse(text).Root;
        }
        catch (XmlException)
        {
            // What cannot be read is not an app; MSBuild would say the same.
        }
        var sdk = root?.Attribute("Sdk")?.Value ?? "";
        var web = sdk.StartsWith("Microsoft.NET.Sdk.Web", StringComparison.OrdinalIgnoreCase);
        var runs = web || sdk == "Microsoft.NET.Sdk.Worker" || string.Equals(Property(root, "OutputType"), "Exe", StringComparison.OrdinalIgnoreCase);
        var tests = Property(root, "IsTestProject") == "true"
            || root?.Descendants().Any(element => element.Attribute("Include")?.Value == "Microsoft.NET.Test.Sdk") == true;
        var rank = !runs || tests ? 0 : (web ? 4 : 2) + (path.Contains('/') ? 0 : 1);
        var assembly = Property(root, "AssemblyName") is { } name && !name.Contains("$(") ? name : Path.GetFileNameWithoutExtension(path);
        return new Project(path, assembly, rank);
    }

    /// <summary>An element's text is read with a call for each level.</summary>
    private static bool IsDeep(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text));
        while (reader.Read())
            if (reader.Depth > MostLevels)
                return true;
        return false;
    }

    private static string? Property(XElement? root, string name) => root?.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim();

    private sealed record Project(string Path, string Assembly, int Rank);
}
