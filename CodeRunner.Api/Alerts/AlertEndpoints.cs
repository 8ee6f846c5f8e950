using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Core;
using CodeRunner.Core.Alerts;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Alerts;

/// <summary>What fires and what fired.</summary>
internal static class AlertEndpoints
{
    public static RouteGroupBuilder MapAlerts(this RouteGroupBuilder api)
    {
        api.MapGet("/deployments/{id:guid}/alerts", OfDeploymentAsync).WithTags("Alerts")
            .Describe("The deployment's alerts; ?state=firing for those that fire now", 400, 401, 403, 404, 429).Example(null, Examples.Alerts);
        api.MapGet("/projects/{id:guid}/alerts", OfProjectAsync).WithTags("Alerts")
            .Describe("The project's alerts, in the environments where you have a role", 400, 401, 404, 429).Example(null, Examples.Alerts);
        api.MapPost("/alerts/{id:guid}/acknowledge", AcknowledgeAsync).WithTags("Alerts")
            .Describe("Say that you look after an alert (developers); the first who says so stays named", 401, 403, 404, 409, 422, 429).Example(null, Examples.Acknowledged);
        return api;
    }

    private static async Task<Results<Ok<Page<AlertResponse>>, ProblemHttpResult>> OfDeploymentAsync(
        Guid id, [AsParameters] PageQuery page, [AsParameters] AlertFilter filter, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (filter.Check(page.Check()).Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        return TypedResults.Ok(await ReadAsync(db.Alerts.Where(alert => alert.DeploymentId == id), page, filter, cancellationToken));
    }

    private static async Task<Results<Ok<Page<AlertResponse>>, ProblemHttpResult>> OfProjectAsync(
        Guid id, [AsParameters] PageQuery page, [AsParameters] AlertFilter filter, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (filter.Check(page.Check()).Any(out var invalid))
            return invalid;
        var seen = await visibility.ProjectAsync(id, caller, Right.Read, null, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var covered = Enum.GetValues<EnvironmentName>().Where(each => seen.By!.Allows(Right.Read, each)).ToArray();
        var everywhere = seen.By!.ReadsEverywhere;
        var alerts = db.Alerts.Where(alert => alert.ProjectId == id
            && ((alert.DeploymentId == null && everywhere) || db.Deployments.Any(deployment => deployment.Id == alert.DeploymentId && covered.Contains(deployment.Environment))));
        return TypedResults.Ok(await ReadAsync(alerts, page, filter, cancellationToken));
    }

    private static async Task<Page<AlertResponse>> ReadAsync(IQueryable<Alert> alerts, PageQuery page, AlertFilter filter, CancellationToken cancellationToken)
    {
        var rows = await filter.Of(alerts).AsNoTracking()
            .Where(alert => alert.Id < page.Before)
            .OrderByDescending(alert => alert.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        return page.Cut(rows, alert => alert.Id, alert => alert.Show());
    }

    private static Task<Results<Ok<AlertResponse>, ProblemHttpResult>> AcknowledgeAsync(
        Guid id, Caller caller, AlertCommands alerts, CancellationToken cancellationToken) => alerts.AcknowledgeAsync(id, caller, cancellationToken);
}
