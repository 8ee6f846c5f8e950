using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Scaling;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Scaling;

internal sealed class ScalingScheduleCommands(CodeRunnerDb db, ScalingChanges changes, TimeProvider time)
{
    public Task<Results<Created<ScalingScheduleResponse>, ProblemHttpResult>> CreateAsync(
        Guid deploymentId, ScalingScheduleRequest request, Caller caller, CancellationToken cancellationToken) =>
        changes.ApplyAsync<Created<ScalingScheduleResponse>>(deploymentId, caller, "scaling.schedule.create", async _ =>
        {
            if (await db.ScalingSchedules.CountAsync(each => each.DeploymentId == deploymentId, cancellationToken) >= ScalingSchedule.MostPerDeployment)
                return (Refusal.Conflict($"The deployment has {ScalingSchedule.MostPerDeployment} schedules, which is the most: delete one first."), null);
            var schedule = new ScalingSchedule(deploymentId, time.GetUtcNow());
            Write(request, schedule);
            db.ScalingSchedules.Add(schedule);
            return (TypedResults.Created($"/api/scaling-schedules/{schedule.Id}", Show(schedule, time.GetUtcNow())), Describe(schedule));
        }, cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> PutAsync(Guid id, ScalingScheduleRequest request, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(id, caller, "scaling.schedule.change", schedule => Write(request, schedule), cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(id, caller, "scaling.schedule.delete", schedule => db.ScalingSchedules.Remove(schedule), cancellationToken);

    public static ScalingScheduleResponse Show(ScalingSchedule schedule, DateTimeOffset now)
    {
        var times = schedule.Enabled ? schedule.Times() : null;
        return new(
            schedule.Id, schedule.DeploymentId, schedule.Cron, schedule.TimeZone, schedule.DurationMinutes, schedule.MinInstances, schedule.Enabled,
            times?.Holds(now) == true, times?.Next(now));
    }

    private async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Guid id, Caller caller, string action, Action<ScalingSchedule> change, CancellationToken cancellationToken)
    {
        var deploymentId = await db.ScalingSchedules.Where(each => each.Id == id).Select(each => each.DeploymentId).SingleOrDefaultAsync(cancellationToken);
        return await changes.ApplyAsync<NoContent>(deploymentId, caller, action, async _ =>
        {
            if (await db.ScalingSchedules.SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } found)
                return (Refusal.NotFound(), null);
            change(found);
            return (TypedResults.NoContent(), Describe(found));
        }, cancellationToken);
    }

    private static void Write(ScalingScheduleRequest request, ScalingSchedule schedule)
    {
        schedule.Change(ScalingScheduleChecks.Cron(request), ScalingScheduleChecks.Zone(request), request.DurationMinutes!.Value, request.MinInstances!.Value);
        schedule.Enabled = request.Enabled ?? true;
    }

    private static object Describe(ScalingSchedule schedule) => new
    {
        schedule = schedule.Id,
        schedule.Cron,
        schedule.TimeZone,
        schedule.DurationMinutes,
        schedule.MinInstances,
        schedule.Enabled,
    };
}
