namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

public sealed class NodeConformance
{
    [Theory, EveryProvider(NotOnSwarm = "A swarm keeps what there is of sandboxes; the Worker's machine has no directory of them.")]
    public async Task A_node_whose_directory_could_not_be_made_is_there_once_it_can_be(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        await File.WriteAllTextAsync(lab.Options.DataDirectory, "in the way");

        await Should.ThrowAsync<IOException>(() => lab.Provider.ListAsync(lab.Soon));
        File.Delete(lab.Options.DataDirectory);

        (await lab.Provider.ListAsync(lab.Soon)).ShouldBeEmpty();
    }
}
