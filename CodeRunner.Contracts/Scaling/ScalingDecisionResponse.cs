namespace CodeRunner.Contracts.Scaling;

/// <summary>
/// One evaluation of a deployment's policies, or many that had the same outcome, from <see cref="Time"/> to <see cref="Until"/>: instances before and after, what settled it, why in a sentence,
/// the numbers it went by, and what it would do next.
/// </summary>
public sealed record ScalingDecisionResponse(
    long Id,
    DateTimeOffset Time,
    DateTimeOffset Until,
    int From,
    int To,
    ScalingRule Rule,
    string Reason,
    IReadOnlyDictionary<string, double> Inputs,
    string? Next);
