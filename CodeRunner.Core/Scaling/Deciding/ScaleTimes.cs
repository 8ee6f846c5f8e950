using CodeRunner.Core.Scaling.Forecasting;

namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>In seconds.</summary>
public static class ScaleTimes
{
    /// <summary>How long a threshold must be passed upwards.</summary>
    public const int Over = 10;

    /// <summary>And downwards.</summary>
    public const int Under = 60;

    /// <summary>An instance that has just begun to serve works hard for a while, and fills its memory.</summary>
    public const int CpuWarmUp = 15;

    public const int MemoryWarmUp = 60;

    /// <summary>What was added is kept for at least as long.</summary>
    public const int AfterRise = 60;

    /// <summary>Whoever has just begun to look, or heard nothing for a while, takes nothing away for as long.</summary>
    public const int AfterSilence = 60;

    /// <summary>Seconds without a sample that are no silence yet.</summary>
    public const int Gap = 5;

    /// <summary>What was needed in the time before is kept.</summary>
    public const int UsageHold = 180;

    public const int UsageWindow = 10;

    public const int ConcurrencyWindow = 6;

    public const int RequestWindow = 2;

    private const int Foresight = 60;

    /// <summary>What is foreseen to come within as long is started for: an instance's start, and time to spare.</summary>
    public static int ForesightFor(int startupSeconds) => Math.Min(SeasonalForecast.SlotSeconds - 1, startupSeconds + Foresight);
}
