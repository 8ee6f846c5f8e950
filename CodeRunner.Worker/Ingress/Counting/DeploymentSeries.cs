using System.Diagnostics.Metrics;
using System.Globalization;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>
/// Each deployment's requests by its slug, as counted at this ingress. Series come and go with the routes. Of the first <see cref="Most"/> deployments by slug: what reads
/// them keeps each for long.
/// </summary>
internal sealed class DeploymentSeries
{
    public const int Most = 1000;

    private static readonly string[] Bounds = [.. RequestCounts.Bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture)), "+Inf"];

    private readonly RouteTable table;

    public DeploymentSeries(RouteTable table, IMeterFactory meters)
    {
        this.table = table;
        var meter = meters.Create("CodeRunner.Deployments");
        meter.CreateObservableCounter("coderunner.deployment.requests", Requests, "{request}", "Requests by how they ended.");
        meter.CreateObservableCounter("coderunner.deployment.requests.within", Within, "{request}", "Requests answered within so many seconds (le), for histogram_quantile.");
        meter.CreateObservableCounter("coderunner.deployment.request.time", () => Each(route => route.Load.Counts.Seconds), "s", "How long answers took together.");
        meter.CreateObservableUpDownCounter("coderunner.deployment.requests.active", () => Each(route => route.Load.InFlight), "{request}", "Requests in flight.");
        meter.CreateObservableUpDownCounter("coderunner.deployment.instances", () => Each(route => route.Targets.Count), "{instance}", "Instances that get requests.");
    }

    private IEnumerable<Route> Routes => table.All.OrderBy(route => route.Entry.Slug, StringComparer.Ordinal).Take(Most);

    private IEnumerable<Measurement<T>> Each<T>(Func<Route, T> value)
        where T : struct => Routes.Select(route => new Measurement<T>(value(route), Slug(route)));

    private IEnumerable<Measurement<long>> Requests() =>
        from route in Routes
        from answer in Enumerable.Range(0, AnswerClass.Count)
        let count = route.Load.Counts.OfClass(answer)
        where count > 0
        select new Measurement<long>(count, Slug(route), new("http.response.status_class", AnswerClass.NameOf(answer)));

    private IEnumerable<Measurement<long>> Within() =>
        from route in Routes
        from pair in route.Load.Counts.Within().Zip(Bounds)
        select new Measurement<long>(pair.First, Slug(route), new("le", pair.Second));

    private static KeyValuePair<string, object?> Slug(Route route) => new("coderunner.deployment", route.Entry.Slug);
}
