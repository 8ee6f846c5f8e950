using CodeRunner.Tests.Worker.Sources;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class PrivateFeedTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
          <ItemGroup><PackageReference Include="greeting" Version="1.0.0" /></ItemGroup>
        </Project>
        """;

    [Fact]
    public async Task A_build_restores_from_a_NuGet_feed_that_asks_for_a_login_and_the_app_never_knows_it()
    {
        await using var feed = await NuGetFeed.StartAsync();
        await using var lab = await BuildLab.CreateAsync(
            ("Builds:Registries:RestoreSources", feed.Url), ("Builds:Registries:NuGetPackageSourceCredentials_127_0_0_1", NuGetFeed.Credentials));
        var outcome = await lab.BuildAsync(TestArchive.Zip(("app.csproj", Project), ("Program.cs", "System.Console.WriteLine(1);")));

        outcome.Failure?.Message.ShouldBeNull(lab.Log.Text);
        outcome.Artifact!.Environment.Values.ShouldAllBe(value => !value.Contains(NuGetFeed.Password));
        var artifact = lab.Builder.FindArtifact(outcome.Artifact)!;
        Directory.GetFiles(artifact, "*", SearchOption.AllDirectories).ShouldAllBe(file => !File.ReadAllText(file).Contains(NuGetFeed.Password));
    }
}
