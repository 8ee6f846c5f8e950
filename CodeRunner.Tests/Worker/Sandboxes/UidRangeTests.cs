using System.ComponentModel.DataAnnotations;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class UidRangeTests
{
    private const int Most = int.MaxValue;

    [Theory]
    [InlineData(2_100_000, 1_000_000_000, true)]
    [InlineData(Most - 1000, 1000, true)]
    [InlineData(Most - 1000, 1001, false)]
    [InlineData(3_000_000_000, 1000, false)]
    public void Uids_that_bubblewrap_can_not_map_are_refused_at_start(long first, long count, bool accepted)
    {
        var options = new SandboxOptions { DataDirectory = "/somewhere", UidBase = first, UidCount = count };
        Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true).ShouldBe(accepted);
    }

    [Fact, Trait("Needs", "root")]
    public async Task The_last_uid_of_the_range_runs_a_sandbox()
    {
        await using var host = new SandboxHost(o => (o.UidBase, o.UidCount) = (Most - 1, 1));
        (await host.RunAsync("echo ran")).Output.ShouldBe(["ran"]);
    }
}
