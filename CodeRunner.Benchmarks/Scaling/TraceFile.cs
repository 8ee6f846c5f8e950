using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Benchmarks.Scaling;

internal static class TraceFile
{
    /// <summary>As <see cref="LoadCsv"/> reads it. Throws <see cref="UsageException"/>.</summary>
    public static LoadTrace Read(string path, double? binSeconds, double factor = 1)
    {
        if (!File.Exists(path))
            throw new UsageException($"There is no file {path}.");
        try
        {
            return LoadCsv.Read(File.ReadLines(path), binSeconds, factor);
        }
        catch (FormatException exception)
        {
            throw new UsageException($"{path}: {exception.Message}");
        }
    }
}
