using CodeRunner.Core.Scaling.Replay;

namespace CodeRunner.Benchmarks.Scaling;

/// <summary>Two that were published: they are not part of the repository, but in the folder <c>shared</c> beside it, or where CODERUNNER_SHARED says.</summary>
internal static class PublicTraces
{
    private const double Minute = 60;

    private static readonly string Shared = Environment.GetEnvironmentVariable("CODERUNNER_SHARED") ?? Path.GetFullPath(Path.Combine("..", "shared"));

    /// <summary>What is not there is left out, and said.</summary>
    public static IEnumerable<(string Name, LoadTrace Trace)> All()
    {
        (string Name, string File, double Bin, double Factor)[] known =
            [("worldcup98", "worldcup98_60s.csv", Minute, 1), ("elb_request_count", "elb_request_count_8c0756.csv", 5 * Minute, 1000)];
        foreach (var (name, file, bin, factor) in known)
        {
            var path = Path.Combine(Shared, "scaling", "traces", file);
            if (File.Exists(path))
                yield return (name, TraceFile.Read(path, bin, factor));
            else
                Console.Error.WriteLine($"{path} is not there: {name} was not played.");
        }
    }
}
