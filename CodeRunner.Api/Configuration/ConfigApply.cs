using CodeRunner.Api.Access;
using CodeRunner.Api.Limiting;
using CodeRunner.Api.Releases;
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
        ConfigTarget target, Caller caller, ConfigAccess access, ReleaseCommands releases, LimitCheck limits, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var opened = await access.OpenAsync(target, caller, cancellationToken);
        if (await access.RefuseAsync(opened, Right.Deploy, "config.apply", opened.Scope.Name, caller, cancellationToken) is { } refusal)
            return refusal;
        var (made, problems) = (new List<AppliedRelease>(), new List<string>());
        var stale = await StaleAsync(db, opened.Scope, cancellationToken);
        // Of use where the request has a transaction: the audit log comes after all deployments, or two requests could wait for each other.
        Guid[] ids = [.. stale.Select(each => each.Id)];
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments WHERE id = ANY({ids}) ORDER BY id FOR UPDATE", cancellationToken);
        await limits.HoldAsync(opened.Scope.ProjectId, cancellationToken);
        foreach (var deployment in stale)
        {
            // Each by itself: what one can't do holds up no other.
            db.ChangeTracker.Clear();
            var answer = (await releases.ConfigureAsync(deployment.Id, caller, cancellationToken)).Result;
            if (answer is Accepted<ReleaseSummary> accepted)
                made.Add(new AppliedRelease(deployment.Id, deployment.Name, accepted.Value!));
            else
                problems.Add($"{deployment.Name}: {(answer as ProblemHttpResult)?.ProblemDetails.Detail}");
        }
        return TypedResults.Accepted((string?)null, new ConfigApplied(made, problems));
    }

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
