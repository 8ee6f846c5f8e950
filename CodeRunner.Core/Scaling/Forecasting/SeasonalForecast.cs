namespace CodeRunner.Core.Scaling.Forecasting;

/// <summary>
/// What load a deployment usually has at a time of the day and of the week, as its own last two weeks tell it, a quarter of an hour at a time. Several ways of telling are compared with what came;
/// the one that was wrong by the least is believed, and only while that is little. What it foresees is meant for starting instances early, not for anything else. Pure; some six kilobytes.
/// </summary>
public sealed class SeasonalForecast
{
    public const int SlotSeconds = 900;
    public const int Days = 14;

    private const int Day = 86_400 / SlotSeconds;
    private const int Week = 7 * Day;

    /// <summary>The last hour is compared with two weeks before, too.</summary>
    private const int Kept = Days * Day + ForecastWay.LevelSlots;

    /// <summary>Of what came, the forecasts of the last days may have missed this share.</summary>
    private const double MostError = 0.2;

    /// <summary>After as long in a slot it shows whether what was foreseen comes: less than half of it, and it is not believed until the next one.</summary>
    private const int ProofSeconds = 300;

    private readonly float[] came = new float[Kept];
    private readonly ForecastWay[] ways = [new(Day), new(Day, 2 * Day, 3 * Day), new(Week), new(Week, 2 * Week)];
    private ForecastWay? best;
    private long present = -1;
    private double sum;
    private int known;

    public SeasonalForecast() => Array.Fill(came, float.NaN);

    /// <summary>The share of what came that was missed by what it would have foreseen, of late; null as long as it foresees nothing.</summary>
    public double? Error => best?.Error;

    /// <summary>What was stored of the time before, the oldest slot first; null is what nobody measured. To be called before anything is observed.</summary>
    /// <param name="start">Unix seconds, at the beginning of a slot.</param>
    /// <param name="history">The mean of each slot.</param>
    public void Learn(long start, IEnumerable<double?> history)
    {
        var slot = start / SlotSeconds;
        foreach (var mean in history)
            Close(slot++, mean);
        present = slot;
    }

    /// <summary>For each second, as they come; null is what was not measured.</summary>
    public void Observe(long second, double? demand)
    {
        var slot = second / SlotSeconds;
        if (present < 0)
            present = slot;
        for (; present < slot; (sum, known) = (0, 0))
        {
            if (slot - present > Kept)
                present = slot - Kept; // all that was known is older than what is kept
            Close(present++, known >= SlotSeconds / 2 ? sum / known : null);
        }
        if (demand is { } seen && slot == present)
            (sum, known) = (sum + seen, known + 1);
    }

    /// <summary>What surely comes at some time from now until <paramref name="horizon"/> seconds later, less than a slot: what is foreseen without what it missed of late. 0 where nothing is foreseen.</summary>
    public double Foresee(long second, int horizon)
    {
        if (best is not { } way || second / SlotSeconds != present)
            return 0;
        var now = known >= ProofSeconds && sum / known < way.Present / 2 ? 0 : way.Present;
        var then = (second + horizon) / SlotSeconds > present ? way.Next : 0;
        return Math.Max(now ?? 0, then ?? 0) * (1 - way.Error);
    }

    /// <summary>A slot is over: what was said of it is judged, and the next two are told.</summary>
    private void Close(long slot, double? mean)
    {
        foreach (var way in ways)
            way.Judge(mean);
        came[slot % Kept] = (float?)mean ?? float.NaN;
        foreach (var way in ways)
            way.Tell(slot, came);
        best = ways.Where(way => way is { Present: not null, Error: <= MostError, Judged: >= Day }).MinBy(way => way.Error);
    }
}
