using CodeRunner.Worker.Sources.Git;

namespace CodeRunner.Tests.Worker.Sources;

public sealed class LinkPrunerTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("links-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("../../outside")]
    [InlineData("inside/../../../outside")]
    [InlineData("hop/../../..")]
    public void A_link_that_leaves_the_tree_is_taken_out(string target)
    {
        Directory.CreateDirectory(Path.Combine(root, "src/inside/deeper"));
        File.CreateSymbolicLink(Path.Combine(root, "src/hop"), "inside/deeper");
        File.CreateSymbolicLink(Path.Combine(root, "src/link"), target is "../outside" ? "../../outside" : target);
        LinkPruner.Prune(root).ShouldBe(["src/link"]);
        Path.Exists(Path.Combine(root, "src/link")).ShouldBeFalse();
        new FileInfo(Path.Combine(root, "src/hop")).LinkTarget.ShouldBe("inside/deeper");
    }

    [Theory]
    [InlineData("inside/file")]
    [InlineData("../top")]
    [InlineData("./inside/../inside")]
    public void A_link_that_stays_is_kept(string target)
    {
        Directory.CreateDirectory(Path.Combine(root, "src/inside"));
        File.CreateSymbolicLink(Path.Combine(root, "src/link"), target);
        LinkPruner.Prune(root).ShouldBeEmpty();
        new FileInfo(Path.Combine(root, "src/link")).LinkTarget.ShouldBe(target);
    }
}
