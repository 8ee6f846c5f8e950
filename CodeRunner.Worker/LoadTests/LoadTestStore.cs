using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Core.LoadTests;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Worker.LoadTests;

/// <summary>Load tests in the database: each written under the lease of its deployment.</summary>
internal sealed class LoadTestStore(Database database, NodeIdentity node, TimeProvider clock)
{
    private const int MostAtOnce = 100;

    /// <summary>Those of a Worker's deployments that are not over, the oldest first.</summary>
    public async Task<List<LoadTest>> ActiveAsync(Guid workerId, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.LoadTests.AsNoTracking()
            .Where(test => (test.State == LoadTestState.Queued || test.State == LoadTestState.Running)
                && db.DeploymentLeases.Any(lease => lease.DeploymentId == test.DeploymentId && lease.WorkerId == workerId))
            .OrderBy(test => test.Id)
            .Take(MostAtOnce)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Null where the deployment is gone.</summary>
    public async Task<LoadFacts?> LookAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await (
            from deployment in db.Deployments
            where deployment.Id == deploymentId
            from release in db.Releases.Where(each => each.Id == deployment.ServingReleaseId).DefaultIfEmpty()
            select new LoadFacts(
                deployment.ProjectId, deployment.Slug, deployment.DesiredState, deployment.ServingReleaseId, release == null ? null : release.Number, release == null ? null : release.Limits,
                db.Instances.Count(each => each.DeploymentId == deploymentId && each.ReleaseId == deployment.ServingReleaseId && each.State == InstanceState.Running)))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>False where another one runs on this node, or it was cancelled. From then on nothing changes by itself how many instances the deployment has.</summary>
    public async Task<bool> TryBeginAsync(Ownership ownership, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await ChangeAsync(ownership, id, test => test.TryBegin(node.Id, clock.GetUtcNow()), cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }

    public Task<bool> TellAsync(Ownership ownership, Guid id, LoadTestProgress progress, CancellationToken cancellationToken) =>
        ChangeAsync(ownership, id, test => test.TryTell(progress), cancellationToken);

    /// <summary>With what was measured until then; null where nobody here knows it.</summary>
    public Task<bool> EndAsync(Ownership ownership, Guid id, LoadTestProgress? progress, LoadTestState state, Reason? reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            ownership, id,
            test =>
            {
                if (progress is not null)
                    test.TryTell(progress);
                return test.TryEnd(state, reason, clock.GetUtcNow());
            },
            cancellationToken);

    private async Task<bool> ChangeAsync(Ownership ownership, Guid id, Func<LoadTest, bool> change, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RequireAsync(ownership, cancellationToken);
        // As the Api does before it cancels one, and the scaling engine before it changes the number of instances.
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments WHERE id = {ownership.DeploymentId} FOR UPDATE", cancellationToken);
        if (await db.LoadTests.SingleOrDefaultAsync(test => test.Id == id, cancellationToken) is not { } test || !change(test))
            return false;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
