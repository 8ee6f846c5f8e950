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

    [Theory, Trait("Needs", "root")]
    [InlineData("-3000000")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    [InlineData("")]
    [InlineData("12 apples")]
    public async Task A_counter_that_nobody_counted_to_is_repaired_and_no_uid_is_out_of_the_range(string counter)
    {
        await using var host = new SandboxHost();
        await host.RunAsync("true");
        var file = Path.Combine(host.Options.DataDirectory, "next-uid");
        await File.WriteAllTextAsync(file, counter);

        (await host.RunAsync("echo ran")).Output.ShouldBe(["ran"]);
        var uids = Directory.GetDirectories(Path.Combine(host.Options.DataDirectory, "sandboxes")).Select(UidOf).ToList();
        uids.ShouldAllBe(uid => uid >= host.Options.UidBase && uid < host.Options.UidBase + host.Options.UidCount);
        uids.ShouldBeUnique();
        long.Parse(await File.ReadAllTextAsync(file)).ShouldBeInRange(1, host.Options.UidCount);
    }

    private static long UidOf(string sandbox)
    {
        using var record = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(sandbox, "sandbox.json")));
        return record.RootElement.GetProperty("uid").GetInt64();
    }
}
