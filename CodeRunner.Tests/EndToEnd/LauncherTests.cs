using System.Diagnostics;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd;

public sealed class LauncherTests
{
    private static readonly CreateReleaseRequest TellsItsProcess = new(Files: new Dictionary<string, string>
    {
        ["package.json"] = """{"name":"who","scripts":{"start":"node server.js"}}""",
        ["server.js"] = """
            const me = require("crypto").randomUUID();
            require("http").createServer((request, response) => { console.log(request.url); response.end(me); }).listen(process.env.PORT);
            """,
    });

    [Fact]
    public async Task An_app_goes_on_when_the_AppHost_is_killed_and_the_next_up_adopts_it_and_down_leaves_nothing()
    {
        await using var run = new LauncherRun();
        await run.UpAsync();
        using var user = await PlatformClient.RegisterAsync(run.Endpoints["api"]);
        var deployment = await user.CreateAsync("who");
        await user.ReleaseAsync(deployment.Id, TellsItsProcess);
        await user.WaitForStateAsync(deployment.Id, DeploymentState.Running);
        var app = await AnswerAsync(run, deployment);

        await KillAsync(run.AppHost);
        await Eventually.BeAsync(() => Task.FromResult(run.Processes), left => left is ["coderunner-shim"], "only the app's shim left");
        (await run.LaunchAsync(["status"])).Output.ShouldContain("./coderunner up adopts them");

        await run.UpAsync();
        (await AnswerAsync(run, deployment)).ShouldBe(app);
        (await run.LaunchAsync(["up", "--detach", "--local", "--no-build"])).Output.ShouldContain("up already");

        await KillAsync(run.AppHost);
        (await run.LaunchAsync(["down"])).ExitCode.ShouldBe(0);
        run.Processes.ShouldBeEmpty();
        ControlGroups(run).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_part_that_cannot_start_is_named_with_its_last_lines_and_nothing_of_the_start_is_left()
    {
        await using var run = new LauncherRun();

        var (exitCode, output) = await run.LaunchAsync(["up", "--detach", "--local", "--no-build"], ("Parameters__access-signing-key", "short"));

        exitCode.ShouldBe(1, output);
        output.ShouldContain("✗ api did not become healthy");
        output.ShouldContain("Access:SigningKey must be base64 of at least 32 random bytes");
        run.Processes.ShouldBeEmpty();
    }

    /// <summary>The first answer once the ingress knows the app; it differs from process to process.</summary>
    private static async Task<string> AnswerAsync(LauncherRun run, DeploymentResponse deployment)
    {
        using var visitor = new IngressClient(run.Endpoints["apps"]);
        await Eventually.BeAsync(async () => (int)await visitor.StatusAsync(deployment), status => status == 200, "the app answers");
        return await visitor.TextAsync(deployment);
    }

    private static async Task KillAsync(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await Eventually.BeTrueAsync(() => Task.FromResult(!Aspire.ProcessTable.IsAlive(pid)), "the end of the AppHost");
    }

    /// <summary>Groups are named after their sandbox, whose directory tells the name.</summary>
    private static IEnumerable<string> ControlGroups(LauncherRun run)
    {
        var sandboxes = Directory.GetDirectories(Path.Combine(run.Directory, "data", "node", "sandboxes")).Select(path => Path.GetFileName(path)!).ToList();
        sandboxes.ShouldNotBeEmpty("the Worker keeps what it knows of its sandboxes");
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return Directory.EnumerateDirectories("/sys/fs/cgroup", "*", everywhere).Where(path => sandboxes.Any(path.Contains));
    }
}
