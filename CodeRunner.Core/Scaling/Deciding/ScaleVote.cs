using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>
/// What one rule says of a second: the instances that it wants, null when it has no say; the demand that it goes by, of all instances together, as the mean of so many seconds;
/// and how many at least it would need at once.
/// </summary>
internal readonly record struct ScaleVote(ScaleRule Rule, ScaleCause Cause, int? Count, double Demand, int Seconds, int Least)
{
    public ScalingRule Settles => Cause switch
    {
        ScaleCause.Missing => ScalingRule.Missing,
        ScaleCause.Foreseen => ScalingRule.Forecast,
        ScaleCause.Minimum => ScalingRule.Minimum,
        ScaleCause.Maximum => ScalingRule.Maximum,
        _ => Rule.Trigger switch
        {
            ScalingTrigger.Cpu => ScalingRule.Cpu,
            ScalingTrigger.Memory => ScalingRule.Memory,
            ScalingTrigger.Requests => ScalingRule.Requests,
            _ => ScalingRule.Concurrency,
        },
    };

    /// <summary>It has no say until it is met; then it does not want fewer than it needs.</summary>
    public static ScaleVote Abstain(ScaleRule rule, double demand, int seconds, int least) => new(rule, ScaleCause.Steady, null, demand, seconds, least);

    /// <summary>Nobody knows, so nothing is taken away.</summary>
    public static ScaleVote Unknown(ScaleRule rule, int present) => new(rule, ScaleCause.Missing, present, 0, 0, 0);

    public ScaleVote Within() => Count switch
    {
        { } count when count < Rule.MinAwake => this with { Count = Rule.MinAwake, Cause = ScaleCause.Minimum },
        { } count when count > Rule.Max => this with { Count = Rule.Max, Cause = ScaleCause.Maximum },
        _ => this,
    };
}
