using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Nodes;

internal static class OwnershipChecks
{
    /// <summary>
    /// For the begin of a transaction that writes for a deployment: nobody else can take it over until the transaction ends. Throws
    /// <see cref="LeaseLostException"/> when somebody has.
    /// </summary>
    public static async Task RequireAsync(this CodeRunnerDb db, Ownership ownership, CancellationToken cancellationToken)
    {
        var found = await db.Database.SqlQuery<long>(
            $"""
            SELECT lease.generation FROM deployment_leases lease JOIN workers owner ON owner.id = lease.worker_id
            WHERE lease.deployment_id = {ownership.DeploymentId} AND lease.worker_id = {ownership.WorkerId} AND lease.generation = {ownership.Generation}
                AND owner.lease_until > clock_timestamp()
            FOR SHARE OF lease
            """).ToListAsync(cancellationToken);
        Require(ownership, found.Count > 0);
    }

    /// <summary>The same for a transaction that deletes the deployment, and its lease with it: it waits for other writers, and they for it.</summary>
    public static async Task RequireAloneAsync(this CodeRunnerDb db, Ownership ownership, CancellationToken cancellationToken)
    {
        var found = await db.Database.SqlQuery<long>(
            $"""
            SELECT lease.generation FROM deployment_leases lease JOIN workers owner ON owner.id = lease.worker_id
            WHERE lease.deployment_id = {ownership.DeploymentId} AND lease.worker_id = {ownership.WorkerId} AND lease.generation = {ownership.Generation}
                AND owner.lease_until > clock_timestamp()
            FOR UPDATE OF lease
            """).ToListAsync(cancellationToken);
        Require(ownership, found.Count > 0);
    }

    private static void Require(Ownership ownership, bool holds)
    {
        if (holds)
            return;
        ownership.Lose();
        throw new LeaseLostException(ownership.DeploymentId, ownership.Generation);
    }
}
