using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Limiting;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>A decision, also when it is that nothing changes. What it says in words is made when somebody asks: most decisions of "no change" are only counted.</summary>
public sealed record ScaleVerdict
{
    private readonly ScaleSample sample;
    private readonly ScaleVote? vote;
    private readonly ScaleBounds bounds;
    private readonly string? held;

    internal ScaleVerdict(ScaleSample sample, ScaleVote? vote, ScaleBounds bounds) => (this.sample, this.vote, this.bounds) = (sample, vote, bounds);

    /// <summary>Nothing is decided, for that reason.</summary>
    private ScaleVerdict(ScaleSample sample, string why) => (this.sample, held) = (sample, why);

    public int From => sample.Desired;

    public required int To { get; init; }

    public required ScalingRule Rule { get; init; }

    public bool IsChange => To != From;

    /// <summary>A sentence.</summary>
    public string Reason => Limited is var (whole, fault) ? $"{whole.Reason} {LimitText.Clamped(fault, whole.To, To)}" : held ?? ScaleText.Reason(this, vote, bounds);

    /// <summary>What it would do next; a sentence.</summary>
    public string Next => held is null ? ScaleText.Next(this, vote) : "Decides again when that is over.";

    /// <summary>Numbers that it was decided by, by name.</summary>
    public IReadOnlyDictionary<string, double> Inputs => ScaleInputs.Of(sample, vote, this);

    /// <summary>What the rules wanted, where something kept it from them.</summary>
    internal int? Wanted { get; init; }

    /// <summary>What was decided before limits kept it from going all the way.</summary>
    private (ScaleVerdict Whole, LimitFault Fault)? Limited { get; init; }

    internal int WaitSeconds { get; init; }

    /// <summary>How many instances there are when no schedule asks for more; null where policies say that, or nobody knows.</summary>
    internal int? Unscheduled { get; init; }

    /// <summary>Null where it may not sleep.</summary>
    internal IdleView? Idle { get; init; }

    internal bool IsSettled => sample.IsSettled;

    /// <summary>The same, as far as limits let it go.</summary>
    public ScaleVerdict LimitedTo(int count, LimitFault fault) => this with { To = count, Rule = ScalingRule.Limit, Limited = (this, fault) };

    public static ScaleVerdict Hold(ScaleSample sample, string why) => new(sample, why) { To = sample.Desired, Rule = ScalingRule.Held };
}
