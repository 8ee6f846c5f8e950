using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Alerts;

/// <summary>What a deployment is watched for.</summary>
internal static class AlertRuleEndpoints
{
    public static RouteGroupBuilder MapAlertRules(this RouteGroupBuilder api)
    {
        var ofDeployment = api.MapGroup("/deployments/{id:guid}/alert-rules").WithTags("Alerts");
        ofDeployment.MapGet("/", ListAsync).Describe("The deployment's alert rules", 400, 401, 403, 404, 429).Example(null, Examples.AlertRules);
        ofDeployment.MapPost("/", CreateAsync)
            .Describe("Watch the deployment for something (developers)", 400, 401, 403, 404, 409, 422, 429).Example(Examples.AlertRuleRequest, Examples.AlertRule);

        var rules = api.MapGroup("/alert-rules/{id:guid}").WithTags("Alerts");
        rules.MapPut("/", PutAsync)
            .Describe("Replace an alert rule; an alert that fires by what it said before resolves (developers)", 400, 401, 403, 404, 429).Example(Examples.AlertRuleRequest, null);
        rules.MapDelete("/", DeleteAsync).Describe("Delete an alert rule; its alerts stay in the history (developers)", 401, 403, 404, 429).Example(null, null);
        return api;
    }

    private static async Task<Results<Ok<Page<AlertRuleResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var rows = await db.AlertRules.AsNoTracking()
            .Where(rule => rule.DeploymentId == id && rule.Id < page.Before)
            .OrderByDescending(rule => rule.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, rule => rule.Id, AlertRuleCommands.Show));
    }

    private static async Task<Results<Created<AlertRuleResponse>, ProblemHttpResult>> CreateAsync(
        Guid id, AlertRuleRequest request, Caller caller, AlertRuleCommands rules, CancellationToken cancellationToken) =>
        AlertRuleChecks.Check(request).Any(out var invalid) ? invalid : await rules.CreateAsync(id, request, caller, cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        Guid id, AlertRuleRequest request, Caller caller, AlertRuleCommands rules, CancellationToken cancellationToken) =>
        AlertRuleChecks.Check(request).Any(out var invalid) ? invalid : await rules.PutAsync(id, request, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, AlertRuleCommands rules, CancellationToken cancellationToken) =>
        rules.DeleteAsync(id, caller, cancellationToken);
}
