using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>A decision, also when it is that nothing changes. What it says in words is made when somebody asks: most decisions of "no change" are only counted.</summary>
public sealed record ScaleVerdict
{
    private readonly ScaleSample sample;
    private readonly ScaleVote? vote;
    private readonly ScaleBounds bounds;

    internal ScaleVerdict(ScaleSample sample, ScaleVote? vote, ScaleBounds bounds) => (this.sample, this.vote, this.bounds) = (sample, vote, bounds);

    public int From => sample.Desired;

    public required int To { get; init; }

    public required ScalingRule Rule { get; init; }

    public bool IsChange => To != From;

    /// <summary>A sentence.</summary>
    public string Reason => ScaleText.Reason(this, vote, bounds);

    /// <summary>What it would do next; a sentence.</summary>
    public string Next => ScaleText.Next(this, vote);

    /// <summary>Numbers that it was decided by, by name.</summary>
    public IReadOnlyDictionary<string, double> Inputs => ScaleInputs.Of(sample, vote);

    /// <summary>What the rules wanted, where something kept it from them.</summary>
    internal int? Wanted { get; init; }

    internal int WaitSeconds { get; init; }

    internal bool IsSettled => sample.IsSettled;
}
