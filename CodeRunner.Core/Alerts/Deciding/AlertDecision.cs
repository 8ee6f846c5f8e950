namespace CodeRunner.Core.Alerts.Deciding;

/// <summary>What follows from one look at one rule, and how far the rule is afterwards.</summary>
public abstract record AlertDecision(AlertCondition Next)
{
    /// <summary>Nobody need be told.</summary>
    public sealed record Go(AlertCondition Next) : AlertDecision(Next);

    public sealed record Fire(double? Value) : AlertDecision(AlertCondition.Fires);

    public sealed record Resolve(string Why) : AlertDecision(AlertCondition.Calm);
}
