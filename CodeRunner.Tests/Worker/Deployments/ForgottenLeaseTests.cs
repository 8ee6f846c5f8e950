using CodeRunner.Core.Deployments;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Worker.Deployments;

public sealed class ForgottenLeaseTests
{
    [Fact]
    public async Task A_deployment_that_is_the_Workers_by_the_database_alone_is_acted_for_again_and_others_stay_as_they_are()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var (kept, forgotten) = (await node.CreateDeploymentAsync("kept"), await node.CreateDeploymentAsync("forgotten"));
        var ownership = await worker.OwnershipAsync(kept);
        var before = await worker.OwnershipAsync(forgotten);

        // As when the answer of a take that was committed got lost.
        await using (var db = node.Open())
            await db.Database.ExecuteSqlAsync($"UPDATE deployment_leases SET generation = generation + 1 WHERE deployment_id = {forgotten.Id}");
        before.Lose();
        worker.Services.GetRequiredService<Ownerships>().Find(forgotten.Id).ShouldBeNull();

        (await worker.OwnershipAsync(forgotten)).Generation.ShouldBe(before.Generation + 2);
        worker.Services.GetRequiredService<Ownerships>().Find(kept.Id).ShouldBeSameAs(ownership);
        (await GenerationAsync(node, kept)).ShouldBe(ownership.Generation);
    }

    private static async Task<long> GenerationAsync(TestNode node, Deployment deployment)
    {
        await using var db = node.Open();
        return (await db.DeploymentLeases.SingleAsync(lease => lease.DeploymentId == deployment.Id)).Generation;
    }
}
