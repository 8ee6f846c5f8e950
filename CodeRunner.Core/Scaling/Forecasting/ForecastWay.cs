namespace CodeRunner.Core.Scaling.Forecasting;

/// <summary>One way of telling a slot's load: the mean of the slots so long before it, in proportion to how the last hour compares with what the same slots told of it.</summary>
/// <param name="lags">How many slots before.</param>
internal sealed class ForecastWay(params int[] lags)
{
    public const int LevelSlots = 4;

    private const double MostLevel = 1.25;

    /// <summary>After a day an error counts for half.</summary>
    private static readonly double Fading = Math.Pow(0.5, SeasonalForecast.SlotSeconds / 86_400.0);

    private double missed;
    private double all;

    /// <summary>Of the slot that has begun; null where nothing is known of it.</summary>
    public double? Present { get; private set; }

    public double? Next { get; private set; }

    /// <summary>The share of what came that it missed, in whichever direction.</summary>
    public double Error => all > 0 ? missed / all : double.PositiveInfinity;

    /// <summary>Slots that it told before they came.</summary>
    public int Judged { get; private set; }

    public void Judge(double? mean)
    {
        if (mean is not { } came || Present is not { } said)
            return;
        missed = missed * Fading + Math.Abs(said - came);
        all = all * Fading + came;
        Judged++;
    }

    /// <summary>Tells the two slots after that one, which was the last to come.</summary>
    public void Tell(long slot, float[] came)
    {
        var level = Level(slot, came);
        Present = Mean(slot + 1, came) * level;
        Next = Mean(slot + 2, came) * level;
    }

    private double Level(long slot, float[] came)
    {
        var (had, told) = (0.0, 0.0);
        for (var each = slot; each > slot - LevelSlots && each >= 0; each--)
        {
            if (came[each % came.Length] is var one && !float.IsNaN(one) && Mean(each, came) is { } mean)
                (had, told) = (had + one, told + mean);
        }
        return told > 0 ? Math.Min(MostLevel, had / told) : 1;
    }

    private double? Mean(long slot, float[] came)
    {
        var (sum, count) = (0.0, 0);
        foreach (var lag in lags)
        {
            if (slot >= lag && came[(slot - lag) % came.Length] is var one && !float.IsNaN(one))
                (sum, count) = (sum + one, count + 1);
        }
        return count == 0 ? null : sum / count;
    }
}
