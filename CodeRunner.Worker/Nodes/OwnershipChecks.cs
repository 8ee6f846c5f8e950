using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Nodes;

internal static class OwnershipChecks
{
    private const string Held =
        """
        SELECT lease.generation FROM deployment_leases lease JOIN workers owner ON owner.id = lease.worker_id
        WHERE lease.deployment_id = {0} AND lease.worker_id = {1} AND lease.generation = {2} AND owner.lease_until > clock_timestamp()
        """;

    private const string HeldShared = Held + " FOR SHARE OF lease";
    private const string HeldAlone = Held + " FOR UPDATE OF lease";

    /// <summary>
    /// For the begin of a transaction that writes for a deployment: nobody else can take it over until the transaction ends. Throws
    /// <see cref="LeaseLostException"/> when somebody has.
    /// </summary>
    public static Task RequireAsync(this CodeRunnerDb db, Ownership ownership, CancellationToken cancellationToken) =>
        RequireAsync(db, HeldShared, ownership, cancellationToken);

    /// <summary>The same for a transaction that deletes the deployment, and its lease with it: it waits for other writers, and they for it.</summary>
    public static Task RequireAloneAsync(this CodeRunnerDb db, Ownership ownership, CancellationToken cancellationToken) =>
        RequireAsync(db, HeldAlone, ownership, cancellationToken);

    private static async Task RequireAsync(CodeRunnerDb db, string held, Ownership ownership, CancellationToken cancellationToken)
    {
        var found = await db.Database.SqlQueryRaw<long>(held, ownership.DeploymentId, ownership.WorkerId, ownership.Generation).ToListAsync(cancellationToken);
        if (found.Count > 0)
            return;
        ownership.Lose();
        throw new LeaseLostException(ownership.DeploymentId, ownership.Generation);
    }
}
