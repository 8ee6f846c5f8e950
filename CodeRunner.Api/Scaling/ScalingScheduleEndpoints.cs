using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Scaling;

/// <summary>Times in which a deployment has more instances at least.</summary>
internal static class ScalingScheduleEndpoints
{
    public static RouteGroupBuilder MapScalingSchedules(this RouteGroupBuilder api)
    {
        var ofDeployment = api.MapGroup("/deployments/{id:guid}/scaling-schedules").WithTags("Scaling");
        ofDeployment.MapGet("/", ListAsync).Describe("The deployment's schedules, and whether each holds now", 400, 401, 403, 404, 429).Example(null, Examples.ScalingSchedules);
        ofDeployment.MapPost("/", CreateAsync)
            .Describe("Have at least so many instances at certain times, by a cron expression in a time zone (developers)", 400, 401, 403, 404, 409, 422, 429)
            .Example(Examples.ScalingScheduleRequest, Examples.ScalingSchedule);

        var schedules = api.MapGroup("/scaling-schedules/{id:guid}").WithTags("Scaling");
        schedules.MapPut("/", PutAsync).Describe("Replace a schedule; enabled false pauses it (developers)", 400, 401, 403, 404, 409, 429).Example(Examples.ScalingScheduleRequest, null);
        schedules.MapDelete("/", DeleteAsync).Describe("Delete a schedule (developers)", 401, 403, 404, 409, 429).Example(null, null);
        return api;
    }

    private static async Task<Results<Ok<Page<ScalingScheduleResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, Visibility visibility, CodeRunnerDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var rows = await db.ScalingSchedules.AsNoTracking()
            .Where(schedule => schedule.DeploymentId == id && schedule.Id < page.Before)
            .OrderByDescending(schedule => schedule.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        return TypedResults.Ok(page.Cut(rows, schedule => schedule.Id, schedule => ScalingScheduleCommands.Show(schedule, now)));
    }

    private static async Task<Results<Created<ScalingScheduleResponse>, ProblemHttpResult>> CreateAsync(
        Guid id, ScalingScheduleRequest request, Caller caller, ScalingScheduleCommands schedules, TimeProvider time, CancellationToken cancellationToken) =>
        ScalingScheduleChecks.Check(request, time.GetUtcNow()).Any(out var invalid) ? invalid : await schedules.CreateAsync(id, request, caller, cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        Guid id, ScalingScheduleRequest request, Caller caller, ScalingScheduleCommands schedules, TimeProvider time, CancellationToken cancellationToken) =>
        ScalingScheduleChecks.Check(request, time.GetUtcNow()).Any(out var invalid) ? invalid : await schedules.PutAsync(id, request, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, Caller caller, ScalingScheduleCommands schedules, CancellationToken cancellationToken) => schedules.DeleteAsync(id, caller, cancellationToken);
}
