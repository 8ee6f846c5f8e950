using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.Worker.Configuration;

public sealed class SecretFileTests
{
    [Fact]
    public async Task A_setting_that_an_engine_hands_over_in_a_file_wins_over_the_environments()
    {
        await using var node = await TestNode.CreateAsync();
        var secrets = Directory.CreateDirectory(Path.Combine(node.Directory, "secrets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "Vault__MasterKeys"), TestVault.Keys + "\n");

        // It begins with using its keys, and ends where they are none.
        await using var worker = await node.StartWorkerProcessAsync(("CODERUNNER_SECRETS", secrets), ("Vault__MasterKeys", "none"));
        worker.Output.ShouldNotContain(line => line.Contains(TestVault.Keys, StringComparison.Ordinal));
    }
}
