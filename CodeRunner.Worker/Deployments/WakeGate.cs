using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Scaling;
using CodeRunner.Worker.Limiting;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Scaling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Deployments;

/// <summary>Whether what sleeps may wake: where nothing is limited, at once; else if there is room for an instance.</summary>
internal sealed class WakeGate(LimitRoom room, IOptions<ScalingOptions> options)
{
    /// <summary>
    /// The decision to be stored; null where nothing is decided anew. What is limited is looked at in a transaction that is left open: what is stored next belongs to it. Who can't be asked
    /// because of another's lock is asked again with the next call, which comes within a second.
    /// </summary>
    public async Task<ScalingDecision?> TryWakeAsync(CodeRunnerDb db, Ownership ownership, Deployment deployment, DateTimeOffset now)
    {
        var cancellationToken = ownership.Token;
        if (!deployment.Sleeps || WakeUp.RefusedUntil(deployment) > now)
            return null;
        if (!await room.IsLimitedAsync(db, deployment, cancellationToken))
            return WakeUp.Of(deployment, now);
        await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RequireAsync(ownership, cancellationToken);
        // As everybody who lets something rise: the deployment before the limits.
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments WHERE id = {deployment.Id} FOR UPDATE", cancellationToken);
        if (await room.FitAsync(db, deployment, 1, cancellationToken) is not var (count, fault))
            return null;
        if (count > 0)
            return WakeUp.Of(deployment, now);
        var last = await db.ScalingDecisions.Where(each => each.DeploymentId == deployment.Id).OrderByDescending(each => each.Id).FirstOrDefaultAsync(cancellationToken);
        return WakeUp.Refuse(deployment, last, fault!, now, now + options.Value.LimitPause);
    }
}
