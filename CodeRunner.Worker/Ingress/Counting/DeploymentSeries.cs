using System.Diagnostics.Metrics;
using System.Globalization;
using CodeRunner.Core.Metrics;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>
/// Each deployment's requests by its slug, as counted at this ingress: the same counts that its charts are made of. Series come and go with the routes. Of the first
/// <see cref="Most"/> deployments by slug: what reads them keeps each for long.
/// </summary>
internal sealed class DeploymentSeries
{
    public const int Most = 1000;

    private const double MicrosecondsPerSecond = 1_000_000;

    private static readonly string[] Bounds = [.. IngressMetrics.Bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture)), "+Inf"];

    private readonly RouteTable table;

    public DeploymentSeries(RouteTable table, IMeterFactory meters)
    {
        this.table = table;
        var meter = meters.Create("CodeRunner.Deployments");
        meter.CreateObservableCounter("coderunner.deployment.requests", Requests, "{request}", "Requests by how they were answered.");
        meter.CreateObservableCounter("coderunner.deployment.requests.within", Within, "{request}", "Requests whose answer began within so many seconds (le), for histogram_quantile.");
        meter.CreateObservableCounter("coderunner.deployment.request.time", Seconds, "s", "How long it took until answers began, together.");
        meter.CreateObservableCounter("coderunner.deployment.request.queue.time", Queued, "s", "How long of it requests waited before an instance took them up: for it to start or wake, or for a connection.");
        meter.CreateObservableUpDownCounter("coderunner.deployment.requests.active", () => Each(route => route.Load.InFlight), "{request}", "Requests in flight.");
        meter.CreateObservableUpDownCounter("coderunner.deployment.instances", () => Each(route => route.Targets.Count), "{instance}", "Instances that get requests.");
    }

    private IEnumerable<Route> Routes => table.All.OrderBy(route => route.Entry.Slug, StringComparer.Ordinal).Take(Most);

    /// <summary>None where metrics are switched off.</summary>
    private IEnumerable<(Route Route, TrafficCounter Counter)> Counted => from route in Routes where route.Load.Counter is not null select (route, route.Load.Counter);

    /// <summary>How many answers began within each of the bounds, and last, how many there were: a bucket belongs where its middle is.</summary>
    internal static long[] CountWithin(TrafficCounter counter)
    {
        var sums = new long[Bounds.Length];
        for (var (bucket, place) = (0, 0); bucket < LatencyBuckets.Count; bucket++)
        {
            while (place < IngressMetrics.Bounds.Length && LatencyBuckets.MiddleOf(bucket) > IngressMetrics.Bounds[place] * MicrosecondsPerSecond)
                place++;
            sums[place] += counter.OfLatency(bucket);
        }
        for (var place = 1; place < sums.Length; place++)
            sums[place] += sums[place - 1];
        return sums;
    }

    private IEnumerable<Measurement<T>> Each<T>(Func<Route, T> value)
        where T : struct => Routes.Select(route => new Measurement<T>(value(route), Slug(route)));

    private IEnumerable<Measurement<long>> Requests() =>
        from each in Counted
        from answer in Enumerable.Range(0, AnswerClass.Count)
        let count = each.Counter.OfClass(answer)
        where count > 0
        select new Measurement<long>(count, Slug(each.Route), new("http.response.status_class", AnswerClass.NameOf(answer)));

    private IEnumerable<Measurement<long>> Within() =>
        from each in Counted
        from pair in CountWithin(each.Counter).Zip(Bounds)
        select new Measurement<long>(pair.First, Slug(each.Route), new("le", pair.Second));

    private IEnumerable<Measurement<double>> Seconds() => Counted.Select(each => new Measurement<double>(each.Counter.Seconds, Slug(each.Route)));

    private IEnumerable<Measurement<double>> Queued() => Counted.Select(each => new Measurement<double>(each.Counter.QueuedSeconds, Slug(each.Route)));

    private static KeyValuePair<string, object?> Slug(Route route) => new("coderunner.deployment", route.Entry.Slug);
}
