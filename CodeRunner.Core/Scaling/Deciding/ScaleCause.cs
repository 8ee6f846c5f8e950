namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>What a vote goes by.</summary>
internal enum ScaleCause
{
    /// <summary>No other number is asked for.</summary>
    Steady,

    /// <summary>A target.</summary>
    Target,

    /// <summary>What is usual at this time of the day and week, and about to come.</summary>
    Foreseen,

    /// <summary>A threshold that was passed upwards.</summary>
    ScaleUp,

    /// <summary>A threshold that was passed downwards.</summary>
    ScaleDown,

    /// <summary>What it goes by was not measured.</summary>
    Missing,

    /// <summary>The smallest number that its rule allows.</summary>
    Minimum,

    /// <summary>The largest.</summary>
    Maximum,
}
