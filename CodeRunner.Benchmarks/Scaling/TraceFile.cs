using System.Globalization;
using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>A load as CSV: a line of names, then of each bin its time and its requests, the bins in order and without a gap.</summary>
internal static class TraceFile
{
    /// <summary>Without <paramref name="binSeconds"/> the first two times tell how long a bin is. Throws <see cref="InvalidDataException"/> that names the line.</summary>
    public static LoadTrace Read(string path, double? binSeconds, double factor = 1)
    {
        var lines = File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')).ToList();
        if (lines.Count < 2)
            throw new InvalidDataException($"{path} has no two bins.");
        return new LoadTrace(binSeconds ?? Bin(path, lines[0][0], lines[1][0]), [.. lines.Select((cells, index) => factor * Requests(path, cells[^1], index + 2))]);
    }

    private static double Requests(string path, string cell, int line) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var requests) && requests >= 0 && double.IsFinite(requests)
            ? requests
            : throw new InvalidDataException($"{path}, line {line}: {cell} is no number of requests.");

    private static double Bin(string path, string first, string second) =>
        DateTime.TryParse(first, CultureInfo.InvariantCulture, out var begin) && DateTime.TryParse(second, CultureInfo.InvariantCulture, out var end) && end > begin
            ? (end - begin).TotalSeconds
            : throw new InvalidDataException($"{path} does not say how long a bin is: give --bin SECONDS.");
}
