using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd;

public sealed class BadAppTests
{
    private const string Package = """{"name":"bad","scripts":{"start":"node index.js"}}""";

    [Fact]
    public async Task An_app_that_exits_at_once_says_so_with_its_exit_code()
    {
        var reason = await FailAsync(Zip.Of(("package.json", Package), ("index.js", "console.log('bye'); process.exit(7)")));

        reason.ExitCode.ShouldBe(7);
        reason.Message.ShouldContain("7");
    }

    [Fact]
    public async Task An_app_that_listens_on_the_wrong_port_is_told_which_one_it_should_have_used()
    {
        var reason = await FailAsync(Zip.Of(("package.json", Package), ("index.js", "require('http').createServer((q, s) => s.end()).listen(31999)")));

        reason.Message.ShouldContain("PORT");
        reason.Message.ShouldContain("31999");
    }

    [Fact]
    public async Task An_app_that_never_listens_is_told_so()
    {
        var reason = await FailAsync(Zip.Of(("package.json", Package), ("index.js", "setInterval(() => console.log('still here'), 1000)")));

        reason.Message.ShouldContain("PORT");
    }

    [Fact]
    public async Task A_build_that_fails_names_its_step_and_exit_code()
    {
        const string package = """{"name":"bad","scripts":{"build":"echo broken >&2; exit 3","start":"node index.js"}}""";

        var reason = await FailAsync(Zip.Of(("package.json", package), ("index.js", "")));

        reason.Step.ShouldNotBeNull().ShouldContain("build");
        reason.ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task A_zip_that_leaves_its_directory_is_refused_by_name()
    {
        var reason = await FailAsync(Zip.Of(("package.json", Package), ("../../etc/cron.d/evil", "* * * * * root true")));

        reason.Message.ShouldContain("../../etc/cron.d/evil");
    }

    [Fact]
    public async Task A_new_release_that_fails_leaves_the_old_one_serving()
    {
        var cloud = await Cloud.GetAsync();
        using var user = await PlatformClient.RegisterAsync(cloud.Api);
        using var visitor = new IngressClient(cloud.Apps);
        var deployment = await user.CreateAsync("kept");
        await user.UploadAsync(deployment.Id, Repository.ZipSample("node-http"));
        await user.WaitForStateAsync(deployment.Id, DeploymentState.Running);

        await user.UploadAsync(deployment.Id, Zip.Of(("package.json", Package), ("index.js", "process.exit(1)")));
        await user.WaitForReleaseAsync(deployment.Id, 2, ReleaseState.Failed);

        var seen = await user.GetAsync(deployment.Id);
        seen.State.ShouldBe(DeploymentState.Running);
        seen.Release!.Number.ShouldBe(1);
        (await visitor.StatusAsync(seen)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_app_that_eats_memory_is_ended_and_said_to_have_run_out_of_its_limit()
    {
        const string eater = "const all = []; setInterval(() => all.push(Buffer.alloc(16 << 20, 1)), 5); require('http').createServer((q, s) => s.end()).listen(process.env.PORT)";
        var cloud = await Cloud.GetAsync();
        using var user = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await user.CreateAsync(new CreateDeploymentRequest("eater", EnvironmentName.Development, Limits: new LimitsRequest(MemoryMb: 128)));

        await user.UploadAsync(deployment.Id, Zip.Of(("package.json", Package), ("index.js", eater)));

        var seen = await user.WaitForAsync(deployment.Id, now => ReasonsOf(now).Any(text => text.Contains("memory")), "out of memory said");
        ReasonsOf(seen).ShouldContain(text => text.Contains("128"));
    }

    private static IEnumerable<string> ReasonsOf(DeploymentResponse deployment) =>
        deployment.Instances.Select(instance => instance.Reason).Append(deployment.Reason).OfType<Contracts.Reason>().Select(reason => reason.Message);

    private static async Task<Contracts.Reason> FailAsync(byte[] archive)
    {
        var cloud = await Cloud.GetAsync();
        using var user = await PlatformClient.RegisterAsync(cloud.Api);
        using var visitor = new IngressClient(cloud.Apps);
        var deployment = await user.CreateAsync("bad");
        await user.UploadAsync(deployment.Id, archive);

        var release = await user.WaitForReleaseAsync(deployment.Id, 1, ReleaseState.Failed);

        (await visitor.StatusAsync(deployment)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        return release.Reason.ShouldNotBeNull();
    }
}
