using CodeRunner.Contracts.LoadTests;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Scaling;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Deployments;
using CodeRunner.Worker.Limiting;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Scaling;

/// <summary>Carries out a decision: under the deployment's lease, with its row held, and only where the policies and the deployment are still what was decided by.</summary>
internal sealed partial class ScaleJudge(
    Database database, DeploymentQueue queue, IdleCheck idle, LimitRoom room, TimeProvider clock, IOptions<ScalingOptions> options, ILogger<ScaleJudge> logger)
{
    /// <summary>Returns whether it was carried out.</summary>
    public async Task<bool> TryChangeAsync(ScaleWatch watch, ScaleVerdict verdict)
    {
        try
        {
            using var deciding = watch.Ownership.Use();
            if (verdict.Rule == ScalingRule.Idle && !await idle.AgreesAsync(watch, watch.Ownership.Token))
                return false;
            if (await StoreAsync(watch, verdict, watch.Ownership.Token) is not { } row)
                return false;
            (watch.Row, watch.WrittenAt) = (row, row.Time);
            watch.Deployment = watch.Deployment with { Desired = row.To };
            queue.Enqueue(row.DeploymentId);
            Scaled(logger, row.DeploymentId, row.From, row.To, row.Reason);
            return true;
        }
        catch (Exception exception) when (exception is LeaseLostException or DbUpdateException || DatabaseOutage.IsCauseOf(exception) || (exception is OperationCanceledException && watch.Ownership.Token.IsCancellationRequested))
        {
            NotStored(logger, exception, watch.Deployment.Id);
            return false;
        }
    }

    private async Task<ScalingDecision?> StoreAsync(ScaleWatch watch, ScaleVerdict verdict, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RequireAsync(watch.Ownership, cancellationToken);
        // The Api holds the deployment and then its policies: in any other order the two would wait for each other.
        var deployment = await db.Deployments.FromSql($"SELECT *, xmin FROM deployments WHERE id = {watch.Deployment.Id} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        if (deployment is null || !await IsStillSoAsync(db, watch.Deployment, deployment, cancellationToken)
            || await FitAsync(db, watch, verdict, deployment, cancellationToken) is not { } fitting || !deployment.ScaleTo(fitting.To))
            return null;
        var row = new ScalingDecision(deployment.Id, fitting.From, fitting.To, fitting.Rule, fitting.Reason, fitting.Inputs, fitting.Next, clock.GetUtcNow());
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await db.NotifyAsync(deployment.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    /// <summary>As far as limits let it go; null where somebody else who counts against the same ones is just growing: the next second decides anew.</summary>
    private async Task<ScaleVerdict?> FitAsync(CodeRunnerDb db, ScaleWatch watch, ScaleVerdict verdict, Deployment deployment, CancellationToken cancellationToken)
    {
        if (verdict.To <= verdict.From)
            return verdict;
        if (await room.FitAsync(db, deployment, verdict.To, cancellationToken) is not var (count, fault))
            return null;
        if (fault is null)
            return verdict;
        watch.StopAt(count, fault, clock.GetUtcNow(), options.Value.LimitPause);
        return verdict.LimitedTo(count, fault);
    }

    private static async Task<bool> IsStillSoAsync(CodeRunnerDb db, ScaledDeployment decidedBy, Deployment deployment, CancellationToken cancellationToken)
    {
        if (deployment.DesiredInstances != decidedBy.Desired || deployment.DesiredState != DesiredState.Running || deployment.ScalingSuspendedAt is not null)
            return false;
        if (await db.LoadTests.AnyAsync(each => each.DeploymentId == deployment.Id && each.State == LoadTestState.Running, cancellationToken))
            return false;
        var policies = await db.ScalingPolicies.AsNoTracking().Where(each => each.Enabled && each.DeploymentId == deployment.Id).OrderBy(each => each.Id).ToListAsync(cancellationToken);
        return policies.Select(policy => policy.ToRule()).SequenceEqual(decidedBy.Rules);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deployment {DeploymentId} goes from {From} to {To} instances. {Reason}")]
    private static partial void Scaled(ILogger logger, Guid deploymentId, int from, int to, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "What was decided of the instances of {DeploymentId} was not stored; the next second decides anew")]
    private static partial void NotStored(ILogger logger, Exception exception, Guid deploymentId);
}
