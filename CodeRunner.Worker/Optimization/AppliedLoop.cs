using CodeRunner.Contracts.Optimization;
using CodeRunner.Core;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Optimization;

/// <summary>Looks at the recommendations that were applied to this Worker's deployments, for as long as they are watched: one partial index where there are none.</summary>
internal sealed partial class AppliedLoop(
    Database database, Ownerships ownerships, AppliedJudge judge, TimeProvider clock, IOptions<OptimizationOptions> options, ILogger<AppliedLoop> logger)
    : Loop(clock, options.Value.WatchInterval, logger), IWorkerDuty
{
    private const int PageSize = 100;

    private Term? current;

    public Task RunAsync(Term term)
    {
        current = term;
        return RunAsync(term.Token);
    }

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        Guid? after = Guid.Empty;
        while (after is { } from)
            after = await PageAsync(from, cancellationToken);
    }

    private async Task<Guid?> PageAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var watched = await db.Recommendations.AsNoTracking()
            .Where(each => each.State == RecommendationState.Watching && each.Id > after
                && db.DeploymentLeases.Any(lease => lease.DeploymentId == each.DeploymentId && lease.WorkerId == current!.WorkerId))
            .OrderBy(each => each.Id)
            .Select(each => new { each.Id, each.DeploymentId })
            .Take(PageSize)
            .ToListAsync(cancellationToken);
        foreach (var each in watched)
            await LookAsync(each.DeploymentId, each.Id);
        return watched.Count == PageSize ? watched[^1].Id : null;
    }

    /// <summary>One deployment's trouble is no reason not to look at the others.</summary>
    private async Task LookAsync(Guid deploymentId, Guid id)
    {
        if (ownerships.Find(deploymentId) is not { } ownership)
            return;
        try
        {
            using var looking = ownership.Use();
            await judge.JudgeAsync(ownership, id);
        }
        catch (Exception exception) when (exception is LeaseLostException or DbUpdateException || DatabaseOutage.IsCauseOf(exception) || (exception is OperationCanceledException && ownership.Token.IsCancellationRequested))
        {
            NotStored(logger, exception, id);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "What became of recommendation {RecommendationId} was not stored; the next look finds it again")]
    private static partial void NotStored(ILogger logger, Exception exception, Guid recommendationId);
}
