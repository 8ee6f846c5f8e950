using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Releases;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Configuration;

internal static class ConfigApply
{
    public static async Task<Results<Accepted<ConfigApplied>, ProblemHttpResult>> ApplyAsync(
        ConfigTarget target, Caller caller, ConfigAccess access, ReleaseCommands releases, AuditTrail audit, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var opened = await access.OpenAsync(target, caller, cancellationToken);
        if (await access.RefuseAsync(opened, Right.Deploy, "config.apply", opened.Scope.Name, caller, cancellationToken) is { } refusal)
            return refusal;
        var (made, problems) = (new List<AppliedRelease>(), new List<string>());
        foreach (var deployment in await StaleAsync(db, opened.Scope, cancellationToken))
        {
            // Each by itself: what one can't do holds up no other.
            db.ChangeTracker.Clear();
            var answer = (await releases.ConfigureAsync(deployment.Id, caller, cancellationToken)).Result;
            if (answer is Accepted<ReleaseSummary> accepted)
                made.Add(new AppliedRelease(deployment.Id, deployment.Name, accepted.Value!));
            else
                problems.Add($"{deployment.Name}: {(answer as ProblemHttpResult)?.ProblemDetails.Detail}");
        }
        if (made.Count > 0)
            await WriteDownAsync(audit, db, opened.Scope, made, caller, cancellationToken);
        return TypedResults.Accepted((string?)null, new ConfigApplied(made, problems));
    }

    /// <summary>After all of them: whoever holds the log and then waits for a deployment could wait for somebody who holds that and waits for the log.</summary>
    private static Task WriteDownAsync(AuditTrail audit, CodeRunnerDb db, ConfigScope scope, List<AppliedRelease> made, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync(
            async () =>
            {
                var detail = new { releases = made.Select(each => new { each.DeploymentId, name = each.Deployment, release = each.Release.Number }) };
                await audit.AddAsync(scope.ProjectId, caller, "config.apply", scope.Name, scope.Environment, AuditOutcome.Done, detail, cancellationToken);
                return true;
            },
            cancellationToken);

    private static async Task<List<Deployment>> StaleAsync(CodeRunnerDb db, ConfigScope scope, CancellationToken cancellationToken)
    {
        var running = await db.Deployments.AsNoTracking()
            .Where(deployment => deployment.ProjectId == scope.ProjectId && deployment.DesiredState == DesiredState.Running
                && (scope.Environment == null || deployment.Environment == scope.Environment) && (scope.DeploymentId == null || deployment.Id == scope.DeploymentId))
            .OrderBy(deployment => deployment.Id)
            .ToListAsync(cancellationToken);
        var configurations = await db.RunningConfigurationsAsync(running, cancellationToken);
        return [.. running.Where(deployment => configurations.GetValueOrDefault(deployment.Id) is { Stale: true })];
    }
}
