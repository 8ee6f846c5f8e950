namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>What a node makes of files that a power cut has left torn, or that can't be read.</summary>
public sealed class StateFileTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{\"id\":\"4c1f")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public async Task A_torn_record_hides_no_other_sandbox(string torn)
    {
        await using var host = new SandboxHost();
        var (bad, good) = (await host.StartAsync(host.Shell("true")), await host.StartAsync(host.Shell("sleep 1000")));
        await host.Provider.WaitForExitAsync(bad, host.Soon);
        await File.WriteAllTextAsync(Path.Combine(host.StateOf(bad), "sandbox.json"), torn);

        (await host.Restart().ListAsync(host.Soon)).ShouldHaveSingleItem().Id.ShouldBe(good);
        (await host.Provider.FindAsync(bad, host.Soon)).ShouldBeNull();
        await host.Provider.DeleteAsync(bad, host.Soon);
        Directory.Exists(host.StateOf(bad)).ShouldBeFalse();
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
