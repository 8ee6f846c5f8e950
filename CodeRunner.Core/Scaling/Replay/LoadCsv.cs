using System.Globalization;

namespace CodeRunner.Core.Scaling.Replay;

/// <summary>A load as CSV: of each bin its time (a date, or seconds) and, last, its requests; the bins in order and without a gap. A first line of names may be there.</summary>
public static class LoadCsv
{
    /// <summary>Without <paramref name="binSeconds"/> the first two times tell how long a bin is. Throws <see cref="FormatException"/> that names the line.</summary>
    public static LoadTrace Read(IEnumerable<string> lines, double? binSeconds = null, double factor = 1)
    {
        var bins = lines.Select((line, index) => (Number: index + 1, Cells: line.Trim().Split(','))).Where(line => line.Cells[^1].Length > 0).ToList();
        if (bins.Count > 0 && !TryNumber(bins[0].Cells[^1], out _))
            bins.RemoveAt(0);
        if (bins.Count < 2)
            throw new FormatException("There are no two bins.");
        return new LoadTrace(binSeconds ?? Bin(bins[0].Cells[0], bins[1].Cells[0]), [.. bins.Select(bin => factor * Requests(bin.Cells[^1], bin.Number))]);
    }

    private static double Requests(string cell, int line) =>
        TryNumber(cell, out var requests) && requests >= 0 && double.IsFinite(requests) ? requests : throw new FormatException($"Line {line} has no number of requests at its end.");

    private static bool TryNumber(string cell, out double number) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static double Bin(string first, string second) => (TryTime(first), TryTime(second)) is ({ } begin, { } end) && end > begin && end - begin >= 1
        ? end - begin
        : throw new FormatException("The first two times do not tell how long a bin is, which must be a second or more.");

    /// <summary>Seconds, or a date.</summary>
    private static double? TryTime(string cell) =>
        TryNumber(cell, out var seconds) ? seconds
        : DateTime.TryParse(cell, CultureInfo.InvariantCulture, out var time) ? (time - DateTime.UnixEpoch).TotalSeconds
        : null;
}
