using CodeRunner.Contracts.Deployments;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Limiting;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Limiting;

/// <summary>
/// What the limits of a project and of its owner leave to what this Worker wants: within the transaction that makes it so, with the deployment's lease and row held. It waits for no lock of
/// others: who is answered null asks again.
/// </summary>
internal sealed class LimitRoom(IOptions<LimitOptions> usual)
{
    public async Task<bool> IsLimitedAsync(CodeRunnerDb db, Deployment deployment, CancellationToken cancellationToken) =>
        (await db.LimitAccountAsync(deployment.ProjectId, usual.Value, cancellationToken)).IsLimited;

    /// <summary>How far it can go towards so many instances, and what keeps it from going all the way.</summary>
    public async Task<(int Count, LimitFault? Fault)?> FitAsync(CodeRunnerDb db, Deployment deployment, int wanted, CancellationToken cancellationToken)
    {
        if (await db.HoldAllowancesAsync(deployment.ProjectId, deployment.Id, usual.Value, wait: false, cancellationToken) is not { } allowances)
            return null;
        var stored = await db.ReservationAsync(deployment.Id, cancellationToken);
        return LimitDecider.Fit(allowances, stored, deployment.DesiredInstances, wanted);
    }

    /// <summary>Whether what is now set of it fits, and a release with the limits of <paramref name="coming"/>; false also where somebody else has the lock.</summary>
    public async Task<bool> FitsAsync(CodeRunnerDb db, Deployment deployment, Limits? coming, CancellationToken cancellationToken)
    {
        var stored = await db.ReservationAsync(deployment.Id, cancellationToken);
        var after = stored.After(deployment, coming);
        return !after.ExceedsAnyOf(stored.Total)
            || (await db.HoldAllowancesAsync(deployment.ProjectId, deployment.Id, usual.Value, wait: false, cancellationToken) is { } allowances
                && LimitDecider.Refuse(allowances, stored.Total, after) is null);
    }
}
