namespace CodeRunner.Core.Scaling.Tracking;

/// <summary>
/// What <see cref="DemandTracker"/> goes by. The numbers were found by replaying the first halves of two public loads, a site's hourly waves with sudden crowds and a balancer that jumps
/// every five minutes, so that requests are late less often than with other autoscalers, with no more instances. Shares are of what instances can serve.
/// </summary>
public sealed record TrackingRules
{
    public static TrackingRules Default { get; } = new();

    /// <summary>Demand that surely uses so much more of the instances' capacity than it should needs more instances.</summary>
    public double RiseOverAim { get; init; } = 0.135;

    /// <summary>And demand that is surely over this share of it always does.</summary>
    public double MostRise { get; init; } = 1.02;

    /// <summary>Requests/s under that already do: for few instances it decides.</summary>
    public double RiseSpare { get; init; } = 5.5;

    /// <summary>How many standard deviations of chance are taken off before demand is sure.</summary>
    public double Deviations { get; init; } = 3.4;

    /// <summary>The share of their capacity that demand uses, on average over a day.</summary>
    public double Target { get; init; } = 0.69;

    /// <summary>Of the instances that there should be, demand uses at least this share: so much spare capacity as the target allows.</summary>
    public double LeastAim { get; init; } = 0.74;

    /// <summary>And at most this one, where what leaps need leaves nothing over.</summary>
    public double MostAim { get; init; } = 0.95;

    /// <summary>So much a second the aim goes from one to the other.</summary>
    public double AimStep { get; init; } = 2e-5;

    /// <summary>In seconds: how long what was used and what was there is remembered.</summary>
    public double HeadroomHalfLife { get; init; } = 43_200;

    /// <summary>Requests/s of spare capacity beside that.</summary>
    public double Spare { get; init; } = 3.7;

    /// <summary>What was needed is kept for as long.</summary>
    public int HoldSeconds { get; init; } = 67;

    /// <summary>Demand is the mean of so many seconds when its peak and what is usual are looked at.</summary>
    public int SmoothSeconds { get; init; } = 3;

    /// <summary>Fewer instances by this share of them or less are not worth a change.</summary>
    public double Gap { get; init; } = 0.08;

    /// <summary>So many seconds' worth of waiting requests is a queue that has to be caught up with.</summary>
    public double QueuedSeconds { get; init; } = 0.4;

    /// <summary>With so little waiting it is calm.</summary>
    public double CalmSeconds { get; init; } = 0.05;

    /// <summary>A queue shall be gone within so many seconds of the new instances' start, or this share of their start-up time, whichever is more.</summary>
    public double CatchUpSeconds { get; init; } = 15;

    public double CatchUpShareOfStartup { get; init; } = 0.7;

    /// <summary>Instances to catch up with are at most so many times what demand alone needs.</summary>
    public double MostCatchUp { get; init; } = 3.3;

    /// <summary>More instances to catch up with than are there already, by this factor, are worth a change.</summary>
    public double LeastCatchUp { get; init; } = 1.1;

    /// <summary>For as long after a surge's first second it may be answered anew before the first new instance is there.</summary>
    public int SurgeSeconds { get; init; } = 8;

    /// <summary>What is usual is demand that is not exceeded for this share of the time, where instances start in 3 s; where they start slowly it is more.</summary>
    public double UsualShare { get; init; } = 0.446;

    public double UsualShareOfStartup { get; init; } = 0.025;

    /// <summary>What is usual uses this much of what demand does.</summary>
    public double UsualShareOfAim { get; init; } = 0.96;

    /// <summary>What is said to be usual is compared with what came so many seconds later.</summary>
    public int UsualDelaySeconds { get; init; } = 600;

    /// <summary>In seconds; how long it is remembered which memory was right.</summary>
    public double UsualErrorHalfLife { get; init; } = 200_000;

    /// <summary>A load that has swung as often lately is restless: fewer swings may be a start and a step.</summary>
    public double RestlessSwings { get; init; } = 3;

    /// <summary>In seconds: after it a swing counts for half.</summary>
    public double SwingHalfLife { get; init; } = 86_400;

    /// <summary>As <see cref="HoldSeconds"/>, of a load that is not restless.</summary>
    public int CalmHoldSeconds { get; init; } = 600;

    /// <summary>As <see cref="Gap"/>, of a load that is not restless.</summary>
    public double CalmGap { get; init; } = 0.25;

    /// <summary>Of the capacity, demand has to use this much for there to be more instances.</summary>
    public double RiseAt(double aim) => Math.Min(MostRise, aim + RiseOverAim);

    private const double QuickStartup = 3;

    public double CatchUpSecondsFor(int startupSeconds) => Math.Max(CatchUpSeconds, CatchUpShareOfStartup * startupSeconds);

    public double UsualShareFor(int startupSeconds) => Math.Clamp(UsualShare + UsualShareOfStartup * Math.Log(Math.Max(1, startupSeconds) / QuickStartup), 0.05, 0.95);
}
