namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class RemovalTests
{
    [Fact]
    public async Task Another_Worker_never_sees_half_a_sandbox_while_it_is_removed()
    {
        await using var host = new SandboxHost();
        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.StartAsync(host.Shell("exit 3"))));
        await Task.WhenAll(ids.Select(id => host.Provider.WaitForExitAsync(id, host.Soon)));
        foreach (var id in ids) TakeLong(host.StateOf(id));
        var (removing, other) = (host.Provider, host.Restart());
        await other.ListAsync(host.Soon);

        var removed = Task.Run(async () =>
        {
            foreach (var id in ids) await removing.DeleteAsync(id, host.Soon);
        });
        var seen = new List<int?>();
        while (!removed.IsCompleted) seen.AddRange((await other.ListAsync(host.Soon)).Select(status => status.Exit?.Code));

        await removed;
        seen.ShouldAllBe(code => code == 3);
        (await other.ListAsync(host.Soon)).ShouldBeEmpty();
    }

    /// <summary>Many files between the one that says how it ended and the one that says that it is there, in most orders that a file system may list them in.</summary>
    private static void TakeLong(string state)
    {
        var exit = Path.Combine(state, "exit.json");
        var content = File.ReadAllBytes(exit);
        File.Delete(exit);
        for (var file = 0; file < 1000; file++) File.Create(Path.Combine(state, $"more-{file}")).Dispose();
        File.WriteAllBytes(exit, content);
    }

    [Fact]
    public async Task What_a_killed_Worker_was_removing_is_gone_after_the_next_start()
    {
        await using var host = new SandboxHost();
        await host.Provider.ListAsync(host.Soon);
        var half = Directory.CreateDirectory(Path.Combine(host.Options.DataDirectory, "removed", $"{Guid.NewGuid():N}-{Guid.NewGuid():N}"));
        await File.WriteAllTextAsync(Path.Combine(half.FullName, "disk"), "");

        (await host.Restart().ListAsync(host.Soon)).ShouldBeEmpty();
        half.Refresh();
        half.Exists.ShouldBeFalse();
    }
}
