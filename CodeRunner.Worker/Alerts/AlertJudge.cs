using CodeRunner.Core;
using CodeRunner.Core.Alerts;
using CodeRunner.Core.Alerts.Deciding;
using CodeRunner.Core.Deployments;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Live;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Alerts;

/// <summary>Decides what follows from an observation, and stores it: under the deployment's lease, with the rules' rows held, so that it follows from what they say now.</summary>
internal sealed class AlertJudge(Database database, LivePublisher live, IOptions<AlertOptions> options)
{
    private readonly AlertTimes times = options.Value.ToTimes();

    /// <summary>Whether anything of it is to be stored.</summary>
    public bool IsNews(IReadOnlyList<AlertRule> rules, AlertObservation seen) => rules.Any(rule => IsNews(rule, Decide(rule, seen)));

    public async Task JudgeAsync(Ownership ownership, Deployment deployment, AlertObservation seen)
    {
        await using var db = database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(ownership.Token);
        await db.RequireAsync(ownership, ownership.Token);
        // The Api holds the deployment and then its rules: in any other order the two would wait for each other.
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments WHERE id = {deployment.Id} FOR SHARE", ownership.Token);
        var alerts = new List<Alert>();
        foreach (var rule in await db.AlertRules.Where(rule => rule.DeploymentId == deployment.Id && rule.Enabled).ToListAsync(ownership.Token))
        {
            if (await ApplyAsync(db, rule, deployment, seen, ownership.Token) is { } alert)
                alerts.Add(alert);
        }
        await db.SaveChangesAsync(ownership.Token);
        await transaction.CommitAsync(ownership.Token);
        alerts.ForEach(alert => live.Publish(alert.Show()));
    }

    private async Task<Alert?> ApplyAsync(CodeRunnerDb db, AlertRule rule, Deployment deployment, AlertObservation seen, CancellationToken cancellationToken)
    {
        var decision = Decide(rule, seen);
        if (!IsNews(rule, decision))
            return null;
        var alert = decision switch
        {
            AlertDecision.Fire fire => await db.FireAsync(rule, deployment, fire.Value, seen.Now, cancellationToken),
            AlertDecision.Resolve resolve => await db.ResolveAsync(rule, deployment, resolve.Why, seen.Now, cancellationToken),
            _ => null,
        };
        rule.Note(decision.Next, alert?.Id ?? rule.AlertId);
        return alert;
    }

    private AlertDecision Decide(AlertRule rule, AlertObservation seen) => AlertDecider.Decide(
        times,
        TimeSpan.FromSeconds(rule.ForSeconds),
        AlertReader.IsMeasured(rule.Kind),
        rule.Condition,
        AlertReader.Read(rule.Kind, rule.Threshold, seen),
        seen.Now);

    private static bool IsNews(AlertRule rule, AlertDecision decision) => decision is not AlertDecision.Go || decision.Next != rule.Condition;
}
