namespace CodeRunner.Core.Scaling.Replay;

/// <summary>How an autoscaler did.</summary>
/// <param name="Requests">All that came.</param>
/// <param name="LateRequests">Those that waited more than a second.</param>
/// <param name="ViolationSeconds">Seconds in which a late request was served.</param>
/// <param name="InstanceHours">Of instances that serve or start.</param>
/// <param name="MinimumInstanceHours">Of who knows the load beforehand, and uses instances wholly.</param>
/// <param name="Changes">How often the number of instances was changed.</param>
/// <param name="Reversals">Changes in the other direction than the one before, and within ten minutes of it.</param>
/// <param name="Turns">Changes in the other direction than the one before, however long after it.</param>
/// <param name="ReactionP50">Seconds from the load's rise over what the instances can serve to the decision that brings enough; null where it never rose.</param>
/// <param name="ReactionP95">The same, of 95 in 100.</param>
public sealed record ReplayScore(
    long Requests,
    long LateRequests,
    int ViolationSeconds,
    double InstanceHours,
    double MinimumInstanceHours,
    int Changes,
    int Reversals,
    int Turns,
    double? ReactionP50,
    double? ReactionP95);
