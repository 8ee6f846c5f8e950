using CodeRunner.Shim.Protocol;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>What a node makes of files that a power cut has left torn, or that can't be read.</summary>
public sealed class StateFileTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{\"id\":\"4c1f")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public async Task A_torn_record_hides_no_other_sandbox_and_is_removed_when_nothing_runs_there(string torn)
    {
        await using var host = new SandboxHost();
        var (bad, good) = (await host.StartAsync(host.Shell("true")), await host.StartAsync(host.Shell("sleep 1000")));
        await host.Provider.WaitForExitAsync(bad, host.Soon);
        await File.WriteAllTextAsync(Path.Combine(host.StateOf(bad), "sandbox.json"), torn);
        (await host.Provider.FindAsync(bad, host.Soon)).ShouldBeNull();

        (await host.Restart().ListAsync(host.Soon)).ShouldHaveSingleItem().Id.ShouldBe(good);
        while (Directory.Exists(host.StateOf(bad))) await host.Provider.ListAsync(host.Soon);
        Traces.ControlGroupsOf(bad).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_torn_record_of_one_that_runs_is_left_alone_until_it_is_deleted_and_then_nothing_runs()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("sleep 1000"));
        await File.WriteAllTextAsync(Path.Combine(host.StateOf(id), "sandbox.json"), "");
        var init = host.InitOf(id);

        (await host.Restart().ListAsync(host.Soon)).ShouldBeEmpty();
        Directory.Exists(host.StateOf(id)).ShouldBeTrue();
        ProcessIdentity.Of(init).ShouldNotBeNull();

        await host.Provider.DeleteAsync(id, host.Soon);
        Directory.Exists(host.StateOf(id)).ShouldBeFalse();
        ProcessIdentity.Of(init).ShouldBeNull();
        Traces.ControlGroupsOf(id).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(20, false)]
    public async Task A_directory_that_never_got_a_record_is_another_Workers_start_until_it_is_old(int minutes, bool left)
    {
        await using var host = new SandboxHost();
        await host.Provider.ListAsync(host.Soon);
        var state = Directory.CreateDirectory(host.StateOf(Guid.NewGuid())).FullName;
        Directory.SetLastWriteTimeUtc(state, DateTime.UtcNow.AddMinutes(-minutes));

        (await host.Provider.ListAsync(host.Soon)).ShouldBeEmpty();
        Directory.Exists(state).ShouldBe(left);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_shims_word_is_torn_too_only_a_start_of_the_machine_since_makes_it_certain(bool left)
    {
        await using var host = new SandboxHost();
        await host.Provider.ListAsync(host.Soon);
        var state = Directory.CreateDirectory(host.StateOf(Guid.NewGuid())).FullName;
        await File.WriteAllTextAsync(Path.Combine(state, "shim.json"), "");
        // A machine that has just been started is as good as any: half of the time since, or long before.
        var up = TimeSpan.FromMilliseconds(Environment.TickCount64);
        Directory.SetLastWriteTimeUtc(state, DateTime.UtcNow - (left ? up / 2 : up + TimeSpan.FromDays(1)));

        (await host.Provider.ListAsync(host.Soon)).ShouldBeEmpty();
        Directory.Exists(state).ShouldBe(left);
    }

    [Fact]
    public async Task A_torn_word_of_the_end_means_that_nobody_knows_how_it_ended()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("exit 3"));
        await host.Provider.WaitForExitAsync(id, host.Soon);
        await File.WriteAllTextAsync(Path.Combine(host.StateOf(id), "exit.json"), "{\"code\":");

        (await host.Restart().ListAsync(host.Soon)).ShouldHaveSingleItem().Exit.ShouldNotBeNull().Code.ShouldBeNull();
    }

    [Theory]
    [InlineData("sandbox.json", false)]
    [InlineData("exit.json", true)]
    public async Task A_file_that_can_not_be_read_hides_no_other_sandbox(string file, bool listed)
    {
        await using var host = new SandboxHost();
        var (bad, good) = (await host.StartAsync(host.Shell("true")), await host.StartAsync(host.Shell("sleep 1000")));
        await host.Provider.WaitForExitAsync(bad, host.Soon);
        var path = Path.Combine(host.StateOf(bad), file);
        var content = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        Directory.CreateDirectory(path);

        var found = (await host.Restart().ListAsync(host.Soon)).ToDictionary(status => status.Id);
        found[good].Running.ShouldBeTrue();
        found.ContainsKey(bad).ShouldBe(listed);
        Directory.Delete(path);
        await File.WriteAllBytesAsync(path, content);
    }
}
