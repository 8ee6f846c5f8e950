using CodeRunner.Worker.Ingress;
using CodeRunner.Worker.Ingress.Counting;
using CodeRunner.Worker.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace CodeRunner.Tests.Telemetry;

/// <summary>What counting costs a request at the ingress.</summary>
public sealed class CountingTests
{
    [Fact]
    public void Counting_a_request_allocates_nothing_while_it_is_exported()
    {
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(IngressMetrics.MeterName).AddPrometheusExporter().Build();
        var route = new Route(new RouteEntry(Guid.NewGuid(), "counted", default, null, []), [], new RouteLoad(Guid.NewGuid(), Counters()));
        var context = new DefaultHttpContext { Response = { StatusCode = StatusCodes.Status200OK } };
        Count(1000); // the first ones make the series

        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(10_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000, "less than a byte a request: what the runtime needs for itself");

        route.Load.Counts.OfClass(AnswerClass.IndexOf(context)).ShouldBe(11_000);
        route.Load.TakeAwaited().ShouldBeNull();

        void Count(int times)
        {
            for (var time = 0; time < times; time++)
                IngressMetrics.Done(context, route, began: 0);
        }
    }

    [Fact]
    public void Times_are_counted_in_the_bucket_that_they_fit_and_in_all_larger_ones()
    {
        var counts = new RequestCounts();
        counts.Add(2, (long)(0.004 * System.Diagnostics.Stopwatch.Frequency));
        counts.Add(5, 60 * System.Diagnostics.Stopwatch.Frequency);
        counts.Add(1, System.Diagnostics.Stopwatch.Frequency); // a WebSocket

        var within = counts.Within();

        within[..2].ShouldAllBe(count => count == 0);
        within[3..^1].ShouldAllBe(count => count == 1);
        within[^1].ShouldBe(2);
        (counts.OfClass(1), counts.OfClass(2), counts.OfClass(5)).ShouldBe((1, 1, 1));
        counts.Seconds.ShouldBe(60.004, 0.001);
    }

    [Fact]
    public void A_new_release_awaits_one_request_only_and_each_release_once()
    {
        var load = new RouteLoad(Guid.NewGuid(), Counters());
        var release = new ServingRelease(Guid.NewGuid(), 1, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        load.Await(release);
        load.TakeAwaited().ShouldBe(release);
        load.TakeAwaited().ShouldBeNull();
        load.Await(release);
        load.TakeAwaited().ShouldBeNull();
        load.Await(release with { Id = Guid.NewGuid() });
        load.TakeAwaited().ShouldNotBeNull();
    }

    private static TrafficCounters Counters() => new(Options.Create(new MetricOptions()));
}
