namespace CodeRunner.Contracts.Scaling;

/// <summary>
/// What settled a scaling decision: the trigger whose policy asked for the most; the minimum of a policy or a schedule, or the maximum; that something was not measured; that it is too early to
/// shrink; that nothing is decided now (suspended, stopped, a release on its way); that no request came for long enough to sleep; that one came while it slept; that
/// more is about to come than the instances can carry, as is usual at this time of the day and week; that the limits of the project or of its owner leave no more.
/// </summary>
public enum ScalingRule
{
    Cpu,
    Memory,
    Requests,
    Concurrency,
    Minimum,
    Maximum,
    Schedule,
    Missing,
    Waiting,
    Held,
    Idle,
    Wake,
    Forecast,
    Limit,
}
