using System.Xml.Linq;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Architecture;

public sealed class DependencyTests
{
    /// <summary>Who may use whom, as docs/architecture.md draws it. LocalAspire only stands in for Aspire's packages.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        ["ServiceDefaults"] = [],
        ["LocalAspire"] = [],
        ["Shim"] = [],
        ["Core"] = ["Contracts"],
        ["Api"] = ["Contracts", "Core", "ServiceDefaults", "LocalAspire"],
        ["Worker"] = ["Contracts", "Core", "ServiceDefaults", "LocalAspire", "Shim"],
        ["Web"] = ["Contracts", "ServiceDefaults"],
        ["AppHost"] = ["Api", "Web", "Worker", "LocalAspire"],
        ["Benchmarks"] = ["Api", "AppHost", "Contracts", "ServiceDefaults", "Shim", "Worker"],
        ["Tests"] = ["Api", "AppHost", "Benchmarks", "Core", "LocalAspire", "Shim", "Web", "Worker"],
    };

    public static TheoryData<string> ProjectNames => [.. Directory.GetDirectories(Repository.Root, "CodeRunner.*").Select(path => Path.GetFileName(path)["CodeRunner.".Length..])];

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void A_project_uses_only_those_it_may(string project)
    {
        Allowed.ShouldContainKey(project);
        UsedBy(File.ReadAllText(Path.Combine(Repository.Root, $"CodeRunner.{project}", $"CodeRunner.{project}.csproj"))).Except(Allowed[project]).ShouldBeEmpty();
    }

    [Fact]
    public void The_check_sees_a_forbidden_reference()
    {
        const string web = """<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><ProjectReference Include="../CodeRunner.Core/CodeRunner.Core.csproj" /></ItemGroup></Project>""";

        UsedBy(web).Except(Allowed["Web"]).ShouldBe(["Core"]);
    }

    [Fact]
    public void Contracts_needs_nothing_but_the_base_class_library()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "CodeRunner.Contracts", "CodeRunner.Contracts.csproj"));

        project.Descendants().Where(element => element.Name.LocalName is "PackageReference" or "FrameworkReference").ShouldBeEmpty();
    }

    [Fact]
    public void Only_project_files_know_whether_Aspire_is_genuine()
    {
        var askers = Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/") && !path.Contains("/.run/") && !path.EndsWith("DependencyTests.cs", StringComparison.Ordinal))
            .Where(path => File.ReadLines(path).Any(line => line.TrimStart().StartsWith("#if", StringComparison.Ordinal)));

        askers.ShouldBeEmpty();
    }

    [Fact]
    public void Folders_have_words_for_names()
    {
        string[] saysNothing = ["Helpers", "Utils", "Utilities", "Managers", "Models", "Common", "Misc"];

        Directory.EnumerateDirectories(Repository.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4 })
            .Where(path => path.Contains("/CodeRunner.") && saysNothing.Contains(Path.GetFileName(path)) && !path.Contains("/bin/") && !path.Contains("/obj/"))
            .ShouldBeEmpty();
    }

    private static IEnumerable<string> UsedBy(string projectFile)
    {
        var project = XDocument.Parse(projectFile);
        var named = project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
        var imported = project.Descendants("Import").Select(import => (string)import.Attribute("Project")!)
            .Where(path => path.Contains("Aspire.Clients") || path.Contains("LocalAspire"))
            .Select(_ => "CodeRunner.LocalAspire");
        return named.Concat(imported).Select(name => name["CodeRunner.".Length..]).Distinct();
    }
}
