namespace CodeRunner.Core.Scaling.Tracking;

/// <summary>Why a number of instances is what it is.</summary>
public enum TrackingRule
{
    /// <summary>It fits.</summary>
    Steady,

    /// <summary>More requests come than the instances can serve.</summary>
    Surge,

    /// <summary>Requests wait, and shall not for long.</summary>
    CatchUp,

    /// <summary>More requests are about to come than the instances can serve.</summary>
    Foreseen,

    /// <summary>Fewer are enough for what came lately, and for what is usual.</summary>
    Calm,
}
