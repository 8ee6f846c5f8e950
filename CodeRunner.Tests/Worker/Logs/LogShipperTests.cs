using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task What_was_stored_once_is_not_stored_again_by_the_next_Worker_when_retention_has_removed_it()
    {
        await using var node = await TestNode.CreateAsync();
        var first = await node.StartWorkerAsync();
        var deployment = await node.DeployAsync("forgotten", Apps.Good());
        await first.TextAsync(deployment, "/before");
        await node.ShowsAsync(deployment, DeploymentState.Running);
        await Eventually.BeTrueAsync(async () => await IsAcknowledgedAsync(node, first, deployment, "asked for /before"), "it is stored and acknowledged");

        await first.EndAsync();
        await using (var db = node.Open())
        {
            await db.LogChunks.ExecuteDeleteAsync();
            await db.LogSources.ExecuteDeleteAsync();
        }
        var second = await node.StartWorkerAsync();
        await second.TextAsync(deployment, "/after");

        var lines = await Eventually.BeAsync(() => AppLinesAsync(node, deployment), all => all.Contains("asked for /after"), "what comes is stored");
        lines.ShouldNotContain("version 1 starts");
        lines.ShouldNotContain("asked for /before");
    }

    private static async Task<bool> IsAcknowledgedAsync(TestNode node, TestWorker worker, Deployment deployment, string text)
    {
        await using var db = node.Open();
        var sandboxId = (await node.NamedSandboxesAsync()).ShouldHaveSingleItem();
        return (await db.LogAsync(deployment.Id)).Find(line => line.Text == text) is { } stored
            && await worker.Services.GetRequiredService<ISandboxProvider>().FindAcknowledgedAsync(sandboxId, default) >= stored.Seq;
    }

    private static async Task<string> AcknowledgedAsync(TestNode node)
    {
        var sandboxId = (await node.NamedSandboxesAsync()).ShouldHaveSingleItem();
        var file = Path.Combine(node.Directory, "sandboxes", $"{sandboxId:N}", "acknowledged");
        await Eventually.BeTrueAsync(() => Task.FromResult(File.Exists(file)), "output is acknowledged");
        return file;
    }

    private static async Task<List<string>> AppLinesAsync(TestNode node, Deployment deployment) =>
        (await node.LinesAsync(deployment)).FindAll(line => line.StartsWith("asked for ", StringComparison.Ordinal) || line.StartsWith("version ", StringComparison.Ordinal));
}
