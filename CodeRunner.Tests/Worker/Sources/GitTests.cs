using CodeRunner.Tests.Worker.Builds;

namespace CodeRunner.Tests.Worker.Sources;

public sealed class GitTests
{
    [Fact]
    public async Task A_branch_a_tag_and_a_commit_are_fetched_and_nothing_of_git_stays()
    {
        await using var git = await GitServer.StartAsync();
        await git.MakeRepositoryAsync(("main.py", "print('first')"));
        var first = (await git.GitAsync("-C", "app", "rev-parse", "HEAD")).Trim();
        await git.GitAsync("-C", "app", "tag", "v1");
        await git.CommitAsync(("main.py", "print('second')"));
        await git.GitAsync("-C", "app", "checkout", "--quiet", "-b", "feature/x");
        await git.CommitAsync(("main.py", "print('feature')"));
        await git.GitAsync("-C", "app", "checkout", "--quiet", "main");
        await using var lab = await LabAsync(git);
        foreach (var (reference, content) in new (string?, string)[] { (null, "second"), ("main", "second"), ("feature/x", "feature"), ("v1", "first"), (first, "first") })
        {
            var outcome = await lab.BuildGitAsync($"{git.Url}/app", reference);
            outcome.Succeeded.ShouldBeTrue(lab.Log.Text);
            var directory = lab.Builder.FindArtifact(outcome.Artifact)!;
            (await File.ReadAllTextAsync(Path.Combine(directory, "main.py"))).ShouldBe($"print('{content}')");
            Path.Exists(Path.Combine(directory, ".git")).ShouldBeFalse();
        }
        lab.Log.Text.ShouldContain(first);
    }

    [Fact]
    public async Task An_unknown_ref_fails_with_the_step_named()
    {
        await using var git = await GitServer.StartAsync();
        await git.MakeRepositoryAsync(("main.py", ""));
        await using var lab = await LabAsync(git);
        var outcome = await lab.BuildGitAsync($"{git.Url}/app", "nowhere");
        outcome.Failure!.Code.ShouldBe("build_failed");
        outcome.Failure.Step.ShouldBe($"git fetch {git.Url}/app nowhere");
        lab.Log.Text.ShouldContain("nowhere");
        await lab.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Links_that_leave_the_repository_are_left_out_and_said_and_others_stay()
    {
        await using var git = await GitServer.StartAsync();
        await git.MakeRepositoryAsync(("main.py", ""), ("src/a", "1"));
        File.CreateSymbolicLink(Path.Combine(git.Root, "app/package.json"), "/etc/shadow");
        File.CreateSymbolicLink(Path.Combine(git.Root, "app/inside"), "src/a");
        await git.CommitAsync();
        await using var lab = await LabAsync(git);
        var outcome = await lab.BuildGitAsync($"{git.Url}/app");
        outcome.Succeeded.ShouldBeTrue(lab.Log.Text);
        var directory = lab.Builder.FindArtifact(outcome.Artifact)!;
        new FileInfo(Path.Combine(directory, "package.json")).LinkTarget.ShouldBeNull();
        new FileInfo(Path.Combine(directory, "inside")).LinkTarget.ShouldBe("src/a");
        lab.Log.Text.ShouldContain("\"package.json\" leads out of the repository");
    }

    [Fact]
    public async Task A_private_host_and_every_other_way_is_refused_before_git_runs()
    {
        await using var lab = await BuildLab.CreateAsync();
        string[] hosts = ["127.0.0.1:9", "localhost", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "2130706433", "0x7f.1"];
        foreach (var host in hosts)
            (await lab.BuildGitAsync($"https://{host}/app")).Failure!.Code.ShouldBe("git_host_refused", host);
        foreach (var url in (string[])["http://127.0.0.1:9/app", "ext::sh -c 'touch /tmp/pwned'", "file:///", "--upload-pack=touch /tmp/pwned"])
            (await lab.BuildGitAsync(url)).Failure!.Code.ShouldBe("git_url_refused", url);
        lab.Log.Text.ShouldNotContain("$ git");
        await lab.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_redirect_to_a_private_host_is_not_followed()
    {
        await using var secret = await GitServer.StartAsync();
        await secret.MakeRepositoryAsync(("main.py", ""));
        await using var git = await GitServer.StartAsync();
        git.RedirectTo = secret.Url;
        await using var lab = await LabAsync(git);
        (await lab.BuildGitAsync($"{git.Url}/app")).Failure!.Code.ShouldBe("build_failed");
        git.Requests.ShouldBeGreaterThan(0);
        secret.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_repository_larger_than_a_source_may_be_is_refused()
    {
        await using var git = await GitServer.StartAsync();
        await git.MakeRepositoryAsync(("main.py", ""));
        await File.WriteAllBytesAsync(Path.Combine(git.Root, "app", "large"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(4 << 20));
        await git.CommitAsync();
        await using var lab = await LabAsync(git, ("Sources:MaxBytes", $"{1 << 20}"));
        (await lab.BuildGitAsync($"{git.Url}/app")).Failure!.Code.ShouldBe("build_too_large");
        await lab.ShouldBeCleanAsync();
    }

    private static Task<BuildLab> LabAsync(GitServer git, params (string Key, string Value)[] settings) =>
        BuildLab.CreateAsync([("Sources:AllowedPrivateGitHosts:0", git.Host), .. settings]);
}
