using System.Text.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Worker.Sources;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class SampleTests
{
    [Theory]
    [InlineData("node-http", Runtime.Node)]
    [InlineData("node-express", Runtime.Node)]
    [InlineData("python-http", Runtime.Python)]
    [InlineData("dotnet-minimal", Runtime.Dotnet)]
    public async Task A_sample_is_built_serves_logs_and_ends_on_SIGTERM(string sample, Runtime runtime)
    {
        await using var lab = await BuildLab.CreateAsync();
        var outcome = await lab.BuildAsync(TestArchive.ZipFolder(FolderOf(sample)));
        outcome.Failure?.Message.ShouldBeNull(lab.Log.Text);
        outcome.Artifact!.Runtime.ShouldBe(runtime);
        await using var app = await lab.StartAsync(outcome.Artifact);
        using var answer = JsonDocument.Parse(await app.Http.GetStringAsync("/"));
        answer.RootElement.GetProperty("app").GetString().ShouldBe(sample);
        var instance = answer.RootElement.GetProperty("instance").GetString()!;
        (await app.Http.GetAsync("/health")).EnsureSuccessStatusCode();
        (await app.Http.GetAsync("/nowhere?x=1")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await app.StopAsync()).ShouldBe(0);
        var output = await app.OutputAsync();
        output.ShouldContain($"{sample} {instance} listens on port");
        output.ShouldContain("GET /nowhere");
        output.ShouldContain($"{sample} ends");
    }

    [Fact]
    public async Task The_static_sample_is_served_with_its_instance_in_a_header()
    {
        await using var lab = await BuildLab.CreateAsync();
        var outcome = await lab.BuildAsync(TestArchive.ZipFolder(FolderOf("static-site")));
        outcome.Failure?.Message.ShouldBeNull(lab.Log.Text);
        outcome.Artifact!.Runtime.ShouldBe(Runtime.Static);
        await using var app = await lab.StartAsync(outcome.Artifact);
        using var page = await app.Http.GetAsync("/");
        (await page.Content.ReadAsStringAsync()).ShouldContain("It works.");
        page.Headers.GetValues("x-instance").Single().Length.ShouldBe(8);
        (await app.Http.GetStringAsync("/health")).ShouldBe("ok");
        (await app.StopAsync()).ShouldBe(0);
        (await app.OutputAsync()).ShouldContain("GET /health");
    }

    [Fact]
    public async Task A_node_app_without_packages_is_built_without_a_step_and_keeps_no_workspace()
    {
        await using var lab = await BuildLab.CreateAsync();
        var outcome = await lab.BuildAsync(TestArchive.ZipFolder(FolderOf("node-http")));
        outcome.Artifact!.Command.ShouldBe(["node", "server.js"]);
        lab.Log.Text.ShouldNotContain("$ ");
        outcome.Artifact.Bytes.ShouldBeInRange(1000, 1 << 20);
        System.IO.Directory.EnumerateFileSystemEntries(Path.Combine(lab.Directory, "node", "builds")).ShouldBeEmpty();
        await lab.Builder.DeleteArtifactAsync(outcome.Artifact.Id, CancellationToken.None);
        lab.Builder.FindArtifact(outcome.Artifact).ShouldBeNull();
    }

    internal static string FolderOf(string sample)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(directory!.FullName, "samples")))
            directory = directory.Parent;
        return Path.Combine(directory.FullName, "samples", sample);
    }
}
