namespace CodeRunner.Worker.Logs;

/// <summary>So many lines and bytes a second, with a second's worth at once. Not for several threads.</summary>
internal sealed class Pace(int linesPerSecond, int bytesPerSecond, TimeProvider clock)
{
    private double lines = linesPerSecond;
    private double bytes = bytesPerSecond;
    private long at = clock.GetTimestamp();

    /// <summary>Takes a line; returns how long to wait before the next one.</summary>
    public TimeSpan Take(int size)
    {
        var now = clock.GetTimestamp();
        var passed = clock.GetElapsedTime(at, now).TotalSeconds;
        at = now;
        lines = Math.Min(linesPerSecond, lines + passed * linesPerSecond) - 1;
        bytes = Math.Min(bytesPerSecond, bytes + passed * bytesPerSecond) - size;
        return TimeSpan.FromSeconds(Math.Max(0, Math.Max(-lines / linesPerSecond, -bytes / bytesPerSecond)));
    }
}
