using System.Diagnostics;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.Deployments;

public sealed class DeletionTests
{
    [Fact]
    public async Task What_can_not_be_removed_is_said_after_a_while_and_removed_when_it_can_be()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Deployments:DeleteDelay", "00:00:03"));
        var deployment = await node.DeployAsync("stuck", Apps.Good());
        await worker.TextAsync(deployment);
        await node.ShowsAsync(deployment, DeploymentState.Running);
        var artifacts = Path.Combine(node.Directory, "artifacts");
        var artifact = Directory.GetDirectories(artifacts).ShouldHaveSingleItem();
        await ObstructAsync(artifacts, artifact);
        try
        {
            await node.ChangeAsync(deployment.Id, (_, it) => it.Delete());

            var stuck = await node.DeploymentAsync(deployment, it => it.Reason is not null, "it says what stands in the way");
            (stuck.State, stuck.Reason!.Code).ShouldBe((DeploymentState.Deleting, "delete_delayed"));
            stuck.Reason.Message.ShouldStartWith("Removing what was built on node ");
            stuck.Reason.Message.ShouldContain(Path.GetFileName(artifact));
            stuck.Reason.Message.ShouldNotContain(node.Directory);
        }
        finally
        {
            await MakeWayAsync(artifacts, artifact);
        }
        await using var db = node.Open();
        await Eventually.BeTrueAsync(async () => !await db.Deployments.AnyAsync(), "it is deleted");
        Directory.Exists(artifact).ShouldBeFalse();
    }

    /// <summary>Not even root removes a mount point; whoever is not root needs no more than a folder that may not be written.</summary>
    private static Task ObstructAsync(string artifacts, string artifact) => Environment.IsPrivilegedProcess
        ? RunAsync("mount", "--bind", artifact, artifact)
        : RunAsync("chmod", "500", artifacts);

    private static Task MakeWayAsync(string artifacts, string artifact) => Environment.IsPrivilegedProcess
        ? RunAsync("umount", "--lazy", artifact)
        : RunAsync("chmod", "700", artifacts);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }
}
