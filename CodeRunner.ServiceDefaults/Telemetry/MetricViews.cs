using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace CodeRunner.ServiceDefaults.Telemetry;

/// <summary>What is kept of libraries' metrics: no label whose values others choose, and buckets that fit.</summary>
internal static class MetricViews
{
    /// <summary>Seconds, for answers: from a proxy's fraction of a millisecond to a request that waits.</summary>
    private static readonly double[] Latency = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public static MetricStreamConfiguration? Of(Instrument instrument) => instrument switch
    {
        // Whom a service asks can be anybody: a host that a user named.
        { Meter.Name: "System.Net.Http" } => With(instrument, ["http.request.method", "http.response.status_code", "error.type"]),
        { Meter.Name: "Microsoft.AspNetCore.Hosting", Name: "http.server.request.duration" } =>
            new ExplicitBucketHistogramConfiguration { Boundaries = Latency },
        { Meter.Name: "Npgsql", Name: "db.client.operation.duration" } => new ExplicitBucketHistogramConfiguration { Boundaries = Latency },
        _ => null,
    };

    private static MetricStreamConfiguration With(Instrument instrument, string[] tags) => instrument.Name.EndsWith(".duration", StringComparison.Ordinal)
        ? new ExplicitBucketHistogramConfiguration { Boundaries = Latency, TagKeys = tags }
        : MetricStreamConfiguration.Drop;
}
