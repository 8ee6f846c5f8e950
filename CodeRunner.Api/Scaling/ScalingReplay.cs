using CodeRunner.Api.Costs;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Core.Scaling;
using CodeRunner.Core.Scaling.Deciding;
using CodeRunner.Core.Scaling.Replay;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Api.Scaling;

/// <summary>Plays a load to a deployment's present policies, and to proposed ones.</summary>
internal sealed class ScalingReplay(CodeRunnerDb db, ProjectPrices prices, TimeProvider time)
{
    private const int UsualStartup = 5;
    private const int Seed = 1;
    private const double MbPerGb = 1024;
    private const int MostPoints = 288;

    /// <summary>A replay takes a processor for a second or so: more at once would be felt by others.</summary>
    private static readonly SemaphoreSlim Gate = new(1);

    /// <summary><paramref name="csv"/> is the load of the request, null where it is the recorded one.</summary>
    public async Task<Results<Ok<ScalingReplayResponse>, ProblemHttpResult>> RunAsync(Deployment deployment, ScalingReplayRequest request, LoadTrace? csv, CancellationToken cancellationToken)
    {
        var (from, to) = ScalingReplayChecks.TimesOf(request, time.GetUtcNow());
        var history = await HistoryAsync(deployment.Id, from, to, cancellationToken);
        var load = csv ?? LoadOf(history);
        if (load.Requests.All(requests => requests == 0))
            return Refusal.Invalid(csv is null ? "from" : "csv", "There is no request in it to be played.");
        var limits = await LimitsAsync(deployment, cancellationToken);
        var list = await prices.OfAsync(deployment.ProjectId, cancellationToken);
        var (current, schedules) = await PresentAsync(deployment.Id, cancellationToken);
        List<ScaleRule> proposed = [.. request.Policies!.Where(policy => policy.Enabled != false).Select(RuleOf)];
        var (capacity, source) = request.Capacity is { } given ? (given, CapacitySource.Request) : InstanceCapacity.Estimate(history, limits.Cpus, [.. proposed, .. current]);
        var startup = request.StartupSeconds ?? UsualStartup;
        var start = csv is null ? from.ToUnixTimeSeconds() : 0;
        var setup = new ReplaySetup(load, PoissonArrivals.Sample(load, load.Seconds, Seed), capacity, startup, 0, load.Seconds, 0, Deployment.MostInstances);
        var stretch = Math.Max(1, load.Seconds / MostPoints);
        // Who has no policy has as many instances as it has.
        var before = current.Count == 0 ? setup with { Minimum = Math.Max(1, deployment.DesiredInstances) } : setup;
        await Gate.WaitAsync(cancellationToken);
        try
        {
            var ((now, nowCounts), (then, thenCounts)) = await Task.Run(() => (Play(before, current), Play(setup, proposed)), cancellationToken);
            return TypedResults.Ok(new ScalingReplayResponse(
                Show(now, limits, list), Show(then, limits, list), csv is null ? from : null, csv is null ? to : null, now.Requests, Math.Round(capacity, 3), source, startup, list.Currency,
                [.. nowCounts.Select((count, index) => new ScalingReplayPoint(start + (index * stretch), RateOf(index), count, thenCounts[index]))]));
        }
        finally
        {
            Gate.Release();
        }

        (ReplayScore Score, IReadOnlyList<int> Counts) Play(ReplaySetup played, IReadOnlyList<ScaleRule> rules)
        {
            var curve = new InstanceCurve(new PolicyAutoscaler(rules, schedules, capacity, startup, Deployment.MostInstances, start), stretch);
            return (LoadReplay.Run(played, curve), curve.Most);
        }

        double RateOf(int index) => Math.Round(setup.Arrivals.Skip(index * stretch).Take(stretch).Average(), 2);
    }

    /// <summary>What nobody measured counts as no request.</summary>
    private static LoadTrace LoadOf(MetricBlock history) =>
        new(history.Step, [.. history.Points.Select(point => point is null || point.Seconds == 0 ? 0 : (double)point.Traffic.Requests * history.Step / point.Seconds)]);

    private static ScaleRule RuleOf(ScalingPolicyRequest policy)
    {
        var (id, min, max) = (Guid.NewGuid(), ScalingPolicyChecks.Min(policy), ScalingPolicyChecks.Max(policy));
        return policy.Target is { } target
            ? new TargetRule(id, policy.Trigger!.Value, target, min, max)
            : new ThresholdRule(id, policy.Trigger!.Value, policy.Threshold!.Value, policy.Action!.Value, policy.Cooldown ?? ScalingPolicy.UsualCooldown, min, max);
    }

    private ScalingReplayScore Show(ReplayScore score, Limits limits, PriceList list)
    {
        var reserved = new ResourceHours(score.InstanceHours * limits.Cpus, score.InstanceHours * limits.MemoryMb / MbPerGb);
        var cost = CostCalculator.Of(reserved, default, score.Requests, 0, list);
        return new(score.LateRequests, score.ViolationSeconds, Math.Round(score.InstanceHours, 3), Math.Round(cost.Total, 4), score.Changes);
    }

    private async Task<MetricBlock> HistoryAsync(Guid deploymentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var range = MetricRange.Decide(from.ToUnixTimeSeconds(), Math.Max(from.ToUnixTimeSeconds() + 1, to.ToUnixTimeSeconds()), null, now);
        return await MetricHistory.ReadAsync((NpgsqlConnection)db.Database.GetDbConnection(), deploymentId, range, null, cancellationToken);
    }

    /// <summary>Those of the release that serves: what was set since may never come to serve.</summary>
    private async Task<Limits> LimitsAsync(Deployment deployment, CancellationToken cancellationToken) =>
        await db.Releases.Where(release => release.Id == deployment.ServingReleaseId).Select(release => release.Limits).SingleOrDefaultAsync(cancellationToken) ?? deployment.Limits;

    private async Task<(List<ScaleRule> Rules, List<ScaledSchedule> Schedules)> PresentAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        var policies = await db.ScalingPolicies.AsNoTracking().Where(policy => policy.DeploymentId == deploymentId && policy.Enabled).ToListAsync(cancellationToken);
        var schedules = await db.ScalingSchedules.AsNoTracking().Where(schedule => schedule.DeploymentId == deploymentId && schedule.Enabled).ToListAsync(cancellationToken);
        return ([.. policies.Select(policy => policy.ToRule())], [.. schedules.Where(each => each.Times() is not null).Select(each => new ScaledSchedule(each.Times()!, each.MinInstances))]);
    }
}
