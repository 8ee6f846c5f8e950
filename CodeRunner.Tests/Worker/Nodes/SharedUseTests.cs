using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CodeRunner.Tests.Worker.Nodes;

public sealed class SharedUseTests
{
    [Fact]
    public void A_sandbox_is_used_although_the_disk_takes_no_file_that_says_so()
    {
        var options = Options.Create(new NodeOptions { DataDirectory = Directory.CreateTempSubdirectory("coderunner-test-").FullName });
        using var use = new SharedUse(options, NullLogger<SharedUse>.Instance);
        var (unsaid, said) = (Guid.NewGuid(), Guid.NewGuid());
        var own = Directory.GetDirectories(Path.Combine(options.Value.DataDirectory, "ingress-use")).ShouldHaveSingleItem();
        // As good as a full disk: no file can be made under that name.
        Directory.CreateDirectory(Path.Combine(own, $"{unsaid:n}"));

        use.Begin(unsaid);
        use.Begin(said);
        use.End(unsaid);

        using (var other = new SharedUse(options, NullLogger<SharedUse>.Instance))
        {
            other.IsUsedByOthers(said).ShouldBeTrue();
            other.IsUsedByOthers(unsaid).ShouldBeFalse();
        }
        use.End(said);
        Directory.Delete(options.Value.DataDirectory, recursive: true);
    }
}
