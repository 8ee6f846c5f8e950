namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>
/// Decides and applies, round by round, until nothing is left to decide now. No input or output: the caller stores the entities in one transaction and then
/// carries out the effects.
/// </summary>
public static class Reconciler
{
    /// <summary>A safety net: the rules come to rest in a handful of rounds.</summary>
    private const int MostRounds = 50;

    public static Outcome Run(Snapshot snapshot, string nodeId)
    {
        var changes = new Changeset(snapshot, nodeId);
        for (var round = 0; round < MostRounds; round++)
        {
            var decision = Decide(snapshot);
            foreach (var step in decision.Steps)
                changes.Apply(step);
            if (decision.Steps.Count == 0 || changes.Halted)
                return changes.Finish(decision.WakeAt);
        }
        throw new InvalidOperationException($"Reconciling did not come to rest: {string.Join("; ", changes.LastSteps)}.");
    }

    /// <summary>One round: releases first, then instances, then their number, because each builds on the one before.</summary>
    public static Decision Decide(Snapshot snapshot)
    {
        var decision = new Decision(snapshot.Now);
        if (snapshot.Deployment.DesiredState == DesiredState.Deleted)
        {
            DeletionDecider.Decide(snapshot, decision);
            return decision;
        }
        ReleaseDecider.Decide(snapshot, decision);
        if (decision.Steps.Count == 0)
            InstanceDecider.Decide(snapshot, decision);
        if (decision.Steps.Count == 0)
            CountDecider.Decide(snapshot, decision);
        return decision;
    }
}
