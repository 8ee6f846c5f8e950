using System.Globalization;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>A time as engines write it, with its nanoseconds: what is asked for since then begins with just that line.</summary>
internal readonly record struct EngineTime(long Seconds, int Nanoseconds)
{
    private const int NanosecondsDigits = 9;

    public DateTimeOffset Value => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / TimeSpan.NanosecondsPerTick);

    public static EngineTime? Parse(ReadOnlySpan<char> text)
    {
        if (text is not [.. var whole, 'Z']) return null;
        var point = whole.IndexOf('.');
        var seconds = point < 0 ? whole : whole[..point];
        if (!DateTimeOffset.TryParse(seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return null;
        var nanoseconds = point < 0 ? "0" : whole[(point + 1)..].ToString();
        return int.TryParse(nanoseconds.PadRight(NanosecondsDigits, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var fraction) ? new EngineTime(time.ToUnixTimeSeconds(), fraction) : null;
    }

    /// <summary>As the engine takes it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds}.{Nanoseconds:d9}");
}
