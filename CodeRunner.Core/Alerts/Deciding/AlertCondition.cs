namespace CodeRunner.Core.Alerts.Deciding;

/// <summary>
/// How far a rule is: it holds since <see cref="PendingSince"/> without having fired; or it fires, and holds no more since <see cref="ClearSince"/>.
/// <see cref="KnownAt"/>: about when that was last seen, kept only while one of them counts.
/// </summary>
public sealed record AlertCondition(DateTimeOffset? PendingSince, DateTimeOffset? ClearSince, DateTimeOffset? KnownAt, bool Firing)
{
    public static AlertCondition Calm { get; } = new(null, null, null, Firing: false);

    public static AlertCondition Fires { get; } = new(null, null, null, Firing: true);
}
