using System.Net;
using CodeRunner.Core.Network;
using CodeRunner.Worker.Sources;
using CodeRunner.Worker.Sources.Git;

namespace CodeRunner.Tests.Worker.Sources;

public sealed class GitAddressTests
{
    private static readonly SourcesOptions Options = new() { AllowedPrivateGitHosts = ["127.0.0.1:1234"] };

    [Theory]
    [InlineData("https://github.com/dotnet/eShop", "https://github.com/dotnet/eShop")]
    [InlineData("https://git.example.org:8443/a/b.git", "https://git.example.org:8443/a/b.git")]
    [InlineData("http://127.0.0.1:1234/repo.git", "http://127.0.0.1:1234/repo.git")]
    public void An_https_url_and_an_allowed_private_host_are_taken(string url, string spelled) => GitAddress.Parse(url, null, Options).Url.AbsoluteUri.ShouldBe(spelled);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://github.com/a/b")]
    [InlineData("http://127.0.0.1:1235/repo.git")]
    [InlineData("ext::sh -c id")]
    [InlineData("ext::https://github.com/a/b")]
    [InlineData("file:///etc")]
    [InlineData("/etc")]
    [InlineData("ssh://git@github.com/a/b")]
    [InlineData("git@github.com:a/b")]
    [InlineData("git://github.com/a/b")]
    [InlineData("--upload-pack=id")]
    [InlineData("-https://github.com/a/b")]
    [InlineData("https://user:pass@github.com/a/b")]
    [InlineData("https://token@github.com/a/b")]
    [InlineData("https://github.com/a\n/b")]
    [InlineData("https://github.com/a#b")]
    public void Any_other_url_is_refused(string? url) =>
        Should.Throw<SourceException>(() => GitAddress.Parse(url, null, Options)).Code.ShouldBe("git_url_refused");

    [Fact]
    public void A_password_in_a_url_is_not_said_again() =>
        Should.Throw<SourceException>(() => GitAddress.Parse("https://user:hunter2@github.com/a", null, Options)).Message.ShouldNotContain("hunter2");

    [Theory]
    [InlineData(null, "HEAD")]
    [InlineData("main", "main")]
    [InlineData("feature/a_b-1.2", "feature/a_b-1.2")]
    [InlineData("v1.0.0+build", "v1.0.0+build")]
    [InlineData("0123456789abcdef0123456789abcdef01234567", "0123456789abcdef0123456789abcdef01234567")]
    public void A_branch_a_tag_and_a_commit_are_taken(string? given, string used) => GitAddress.Parse("https://github.com/a/b", given, Options).Ref.ShouldBe(used);

    [Theory]
    [InlineData("-f")]
    [InlineData("--upload-pack=id")]
    [InlineData("+refs/heads/*:refs/heads/*")]
    [InlineData("a:b")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a^")]
    [InlineData("a~1")]
    [InlineData("$(id)")]
    [InlineData("a;id")]
    [InlineData("main\n")]
    [InlineData("@{1}")]
    public void Any_other_ref_is_refused(string reference) =>
        Should.Throw<SourceException>(() => GitAddress.Parse("https://github.com/a/b", reference, Options)).Code.ShouldBe("git_ref_refused");

    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("140.82.121.3", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.9.9.9", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:1.1.1.1", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Addresses_of_the_internet_are_told_from_all_others(string address, bool isPublic) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBe(isPublic);

    [Fact]
    public void The_command_names_the_address_that_was_judged_and_shuts_every_other_way()
    {
        var step = GitFetch.Step(GitAddress.Parse("https://github.com/a/b", "main", Options), [IPAddress.Parse("140.82.121.3"), IPAddress.Parse("2606:4700::1111")], new Dictionary<string, string>());
        step.Command.Take(2).ShouldBe(["/bin/sh", "-c"]);
        step.Command[2].ShouldNotContain("github.com");
        step.Command.Skip(3).ShouldBe(["git", "https://github.com/a/b", "main"]);
        var settings = Enumerable.Range(0, int.Parse(step.Environment["GIT_CONFIG_COUNT"]))
            .ToDictionary(index => step.Environment[$"GIT_CONFIG_KEY_{index}"], index => step.Environment[$"GIT_CONFIG_VALUE_{index}"]);
        settings["protocol.allow"].ShouldBe("never");
        settings["protocol.https.allow"].ShouldBe("always");
        settings.Keys.ShouldNotContain("protocol.http.allow");
        settings["http.followRedirects"].ShouldBe("false");
        settings["http.curloptResolve"].ShouldBe("github.com:443:140.82.121.3,[2606:4700::1111]");
        settings["core.hooksPath"].ShouldBe("/dev/null");
    }
}
