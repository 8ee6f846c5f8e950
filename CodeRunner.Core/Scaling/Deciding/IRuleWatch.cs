namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>Follows what one rule goes by, second by second, in bounded memory.</summary>
internal interface IRuleWatch
{
    /// <summary>Called once for each second; <paramref name="demand"/> is that of the rule's trigger, null where it was not measured.</summary>
    ScaleVote Vote(ScaleSample sample, Demand? demand, ScaleState state);
}
