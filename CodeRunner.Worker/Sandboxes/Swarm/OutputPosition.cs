using System.Globalization;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>A line by its number, and where the engine has it: so it is found again without reading what went before.</summary>
internal sealed record OutputPosition(long Seq, EngineTime Time)
{
    /// <summary>As it stands in a label.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seq} {Time}");

    public static OutputPosition? Parse(string? text) =>
        text?.Split(' ', '.') is [var seq, var seconds, var nanoseconds]
        && long.TryParse(seq, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(seconds, CultureInfo.InvariantCulture, out var second)
        && int.TryParse(nanoseconds, CultureInfo.InvariantCulture, out var fraction)
            ? new OutputPosition(number, new EngineTime(second, fraction))
            : null;
}
