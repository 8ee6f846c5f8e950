using System.Diagnostics.Metrics;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>All requests of this ingress together, by how they were answered.</summary>
internal static class IngressMetrics
{
    public const string MeterName = "CodeRunner.Ingress";

    /// <summary>Upper bounds of the times that are counted, in seconds; what took longer is counted after the last.</summary>
    public static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "coderunner.ingress.request.duration", "s", "From a request's headers until its answer began; what was given up before is not in it.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds });

    private static readonly Counter<long> Unrouted = Meter.CreateCounter<long>(
        "coderunner.ingress.requests.unrouted", "{request}", "Requests whose Host names no deployment.");

    public static void CountAnswer(int status, TimeSpan after) =>
        Duration.Record(after.TotalSeconds, new KeyValuePair<string, object?>("http.response.status_class", AnswerClass.NameOf(AnswerClass.IndexOf(status))));

    public static void CountUnrouted() => Unrouted.Add(1);
}
