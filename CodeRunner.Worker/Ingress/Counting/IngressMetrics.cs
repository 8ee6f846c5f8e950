using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>All requests of this ingress together, by how they ended.</summary>
internal static class IngressMetrics
{
    public const string MeterName = "CodeRunner.Ingress";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "coderunner.ingress.request.duration", "s", "From a request's headers to the end of its answer; WebSockets and what was given up are not in it.", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = RequestCounts.Bounds });

    private static readonly Counter<long> Unrouted = Meter.CreateCounter<long>(
        "coderunner.ingress.requests.unrouted", "{request}", "Requests whose Host names no deployment.");

    public static void Done(HttpContext context, Route? route, long began)
    {
        if (route is null)
        {
            Unrouted.Add(1);
            return;
        }
        var (answer, ticks) = (AnswerClass.IndexOf(context), Stopwatch.GetTimestamp() - began);
        route.Load.Counts.Add(answer, ticks);
        if (AnswerClass.HasLatency(answer))
            Duration.Record(ticks / (double)Stopwatch.Frequency, new KeyValuePair<string, object?>("http.response.status_class", AnswerClass.NameOf(answer)));
    }
}
