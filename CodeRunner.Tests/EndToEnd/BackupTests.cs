using System.Net.Http.Json;
using System.Runtime.Versioning;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd;

[SupportedOSPlatform("linux")]
public sealed class BackupTests
{
    private static readonly CreateReleaseRequest TellsItsSecret = new(Files: new Dictionary<string, string>
    {
        ["package.json"] = """{"name":"secretive","scripts":{"start":"node server.js"}}""",
        ["server.js"] = """require("http").createServer((request, response) => response.end(process.env.API_SECRET)).listen(process.env.PORT);""",
    });

    [Fact]
    public async Task A_backup_of_a_platform_that_runs_brings_back_what_was_there_apps_and_secrets_too_and_nothing_later_here_and_elsewhere()
    {
        await using var run = new LauncherRun();
        await run.UpAsync();
        using var user = await PlatformClient.RegisterAsync(run.Endpoints["api"]);
        var deployment = await user.CreateAsync("secretive");
        await user.Http.PutAsJsonAsync($"/api/deployments/{deployment.Id}/config/variables/API_SECRET", new { value = "before the backup", encrypted = true });
        await user.ReleaseAsync(deployment.Id, TellsItsSecret);
        await user.WaitForStateAsync(deployment.Id, DeploymentState.Running);

        var backups = Path.Combine(run.Directory, "kept");
        Directory.CreateDirectory(backups);
        await File.WriteAllTextAsync(Path.Combine(backups, "coderunner-20200101T000000Z.tar.gz"), "an old one");
        var (exitCode, output) = await run.LaunchAsync(["backup", backups, "--keep", "1"]);
        exitCode.ShouldBe(0, output);
        var backup = Directory.EnumerateFileSystemEntries(backups, "coder*").ShouldHaveSingleItem("the older one was to be removed, and nothing unfinished is left");
        File.GetUnixFileMode(backup).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await user.CreateAsync("later");

        (await run.LaunchAsync(["restore", backup, "--replace"])).ShouldSatisfyAllConditions(
            refused => refused.ExitCode.ShouldBe(1), refused => refused.Output.ShouldContain("./coderunner down first"));
        await run.LaunchAsync(["down"]);
        (await run.LaunchAsync(["restore", backup])).ShouldSatisfyAllConditions(
            refused => refused.ExitCode.ShouldBe(1), refused => refused.Output.ShouldContain("--replace puts it aside"));
        (exitCode, output) = await run.LaunchAsync(["restore", backup, "--replace"]);
        exitCode.ShouldBe(0, output);
        Directory.EnumerateDirectories(run.Directory, "data.before-*").ShouldHaveSingleItem("what was there is put aside");

        await ShowThatAllIsBackAsync(run, user, deployment);
        await run.LaunchAsync(["down"]);

        await using var elsewhere = new LauncherRun();
        (exitCode, output) = await elsewhere.LaunchAsync(["restore", backup]);
        exitCode.ShouldBe(0, output);
        await ShowThatAllIsBackAsync(elsewhere, user, deployment);
    }

    [Fact]
    public async Task What_is_no_whole_backup_changes_nothing()
    {
        await using var run = new LauncherRun();
        var kept = Path.Combine(Directory.CreateDirectory(Path.Combine(run.Directory, "data")).FullName, "mine");
        await File.WriteAllTextAsync(kept, "as it was");
        var junk = Path.Combine(run.Directory, "junk.tar.gz");
        await File.WriteAllTextAsync(junk, "no archive");

        foreach (var (arguments, says) in new (string[], string)[]
        {
            (["restore", junk, "--replace"], "is no backup of CodeRunner, or is damaged"),
            (["restore", Path.Combine(run.Directory, "none.tar.gz")], "can't be read"),
            (["backup"], "./coderunner up first"),
            (["backup", "--keep", "0"], "--keep takes a number"),
        })
        {
            var (exitCode, output) = await run.LaunchAsync(arguments);
            exitCode.ShouldBe(1, output);
            output.ShouldContain(says);
        }
        (await File.ReadAllTextAsync(kept)).ShouldBe("as it was");
    }

    private static async Task ShowThatAllIsBackAsync(LauncherRun run, PlatformClient user, DeploymentResponse deployment)
    {
        await run.UpAsync();
        using var again = await user.AtAsync(run.Endpoints["api"]);
        (await again.GetAsync<Page<DeploymentResponse>>($"/api/projects/{user.Project.Id}/deployments")).Items.Select(each => each.Name).ShouldBe(["secretive"]);
        var back = await again.WaitForStateAsync(deployment.Id, DeploymentState.Running);
        back.Release!.Number.ShouldBe(1, "its artifact is in the backup, so nothing is built again");
        using var visitor = new IngressClient(run.Endpoints["apps"]);
        await Eventually.BeAsync(async () => (int)await visitor.StatusAsync(back), status => status == 200, "the app answers");
        (await visitor.TextAsync(back)).ShouldBe("before the backup");
        (await run.LaunchAsync(["audit", "verify"])).ExitCode.ShouldBe(0);
    }
}
