namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>How fast one direction may go. <paramref name="StabilizationSeconds"/>: null is what the autoscaler has for all, which only the way down has.</summary>
public sealed record HpaRules(int? StabilizationSeconds, HpaSelect Select, IReadOnlyList<HpaPolicy> Policies)
{
    /// <summary>For as long events are needed.</summary>
    public int LongestPeriodSeconds
    {
        get
        {
            var longest = 0;
            for (var at = 0; at < Policies.Count; at++)
                longest = Math.Max(longest, Policies[at].PeriodSeconds);
            return longest;
        }
    }
}
