using System.Globalization;
using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>A load as CSV: of each bin its time and, last, its requests, the bins in order and without a gap. A first line of names may be there.</summary>
internal static class TraceFile
{
    /// <summary>Without <paramref name="binSeconds"/> the first two times tell how long a bin is. Throws <see cref="UsageException"/> that names the line.</summary>
    public static LoadTrace Read(string path, double? binSeconds, double factor = 1)
    {
        if (!File.Exists(path))
            throw new UsageException($"There is no file {path}.");
        var bins = File.ReadLines(path).Select((line, index) => (Number: index + 1, Cells: line.Trim().Split(','))).Where(line => line.Cells[^1].Length > 0).ToList();
        if (bins.Count > 0 && !TryCount(bins[0].Cells[^1], out _))
            bins.RemoveAt(0);
        if (bins.Count < 2)
            throw new UsageException($"{path} has no two bins.");
        return new LoadTrace(binSeconds ?? Bin(path, bins[0].Cells[0], bins[1].Cells[0]), [.. bins.Select(bin => factor * Requests(path, bin.Cells[^1], bin.Number))]);
    }

    private static double Requests(string path, string cell, int line) =>
        TryCount(cell, out var requests) && requests >= 0 && double.IsFinite(requests) ? requests : throw new UsageException($"{path}, line {line}: {cell} is no number of requests.");

    private static bool TryCount(string cell, out double requests) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out requests);

    private static double Bin(string path, string first, string second) => (TryTime(first), TryTime(second)) is ({ } begin, { } end) && end > begin
        ? end - begin
        : throw new UsageException($"{path} does not say how long a bin is: give --bin SECONDS.");

    /// <summary>Seconds, or a date.</summary>
    private static double? TryTime(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds
        : DateTime.TryParse(cell, CultureInfo.InvariantCulture, out var time) ? (time - DateTime.UnixEpoch).TotalSeconds
        : null;
}
