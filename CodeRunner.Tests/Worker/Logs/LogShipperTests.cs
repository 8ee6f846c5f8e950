using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.Worker.Logs;

public sealed class LogShipperTests
{
    [Fact]
    public async Task Acknowledging_goes_on_after_it_failed()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("acknowledged", Apps.Good());
        await worker.TextAsync(deployment);
        var file = await AcknowledgedAsync(node);

        // A directory in its place can't be written over.
        File.Delete(file);
        Directory.CreateDirectory(file);
        await worker.TextAsync(deployment, "/more");
        await Task.Delay(2500);
        Directory.Delete(file);
        await worker.TextAsync(deployment, "/and-more");

        await AcknowledgedAsync(node);
    }

    private static async Task<string> AcknowledgedAsync(TestNode node)
    {
        var sandboxId = (await node.NamedSandboxesAsync()).ShouldHaveSingleItem();
        var file = Path.Combine(node.Directory, "sandboxes", $"{sandboxId:N}", "acknowledged");
        await Eventually.BeTrueAsync(() => Task.FromResult(File.Exists(file)), "output is acknowledged");
        return file;
    }
}
