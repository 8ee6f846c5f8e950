using System.Diagnostics;
using CodeRunner.Core.Metrics;
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
        var counter = Counters().Make(Guid.NewGuid(), () => 0)!;
        Count(1000); // the first ones make the series

        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(10_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(40_000, "less than a byte a request: a thread that gets to another processor makes that one's counts once");

        (counter.OfClass(2), counter.OfClass(AnswerClass.ServerError), counter.OfClass(AnswerClass.Aborted)).ShouldBe((11_000, 11_000, 11_000));

        void Count(int times)
        {
            for (var time = 0; time < times; time++)
            {
                new Visit(counter, Stopwatch.GetTimestamp()).Answer(StatusCodes.Status200OK);
                new Visit(counter, Stopwatch.GetTimestamp()).Answer(StatusCodes.Status502BadGateway);
                new Visit(counter, Stopwatch.GetTimestamp()).Leave(hadBegun: false);
                new Visit(counter, Stopwatch.GetTimestamp()).Complete(10);
            }
        }
    }

    [Fact]
    public void Times_are_counted_in_the_bucket_that_they_fit_and_in_all_larger_ones()
    {
        var counter = Counters().Make(Guid.NewGuid(), () => 0)!;
        counter.CountAnswer(200, TimeSpan.FromMilliseconds(4));
        counter.CountAnswer(502, TimeSpan.FromMinutes(1));

        var within = DeploymentSeries.CountWithin(counter);

        within[..2].ShouldAllBe(count => count == 0);
        within[2..^1].ShouldAllBe(count => count == 1);
        within[^1].ShouldBe(2);
        counter.Seconds.ShouldBe(60.004, 0.001);
    }

    [Fact]
    public void Who_reads_gets_the_difference_to_what_it_read_before_and_what_is_shown_only_grows()
    {
        var inFlight = 1;
        var counters = Counters();
        var counter = counters.Make(Guid.NewGuid(), () => inFlight)!;
        counter.CountAnswer(200, TimeSpan.FromMilliseconds(4));
        counter.CountOut(100);
        counter.CountFailure();

        var first = counters.Take().ToList().ShouldHaveSingleItem();
        (first.Traffic, first.Latency!.Counts.Single().Count).ShouldBe((new Traffic(1, 1, 0, 100, 1), 1));
        inFlight = 0;
        counter.CountUnanswered();
        counter.CountAnswer(503, TimeSpan.FromMilliseconds(4));
        counters.Take().ToList().ShouldHaveSingleItem().Traffic.ShouldBe(new Traffic(2, 1, 0, 0, 0));
        counters.Take().ToList().ShouldBeEmpty("nothing is under way");
        (counter.OfClass(2), counter.OfClass(5), counter.OfClass(AnswerClass.Aborted)).ShouldBe((1, 1, 1));
        DeploymentSeries.CountWithin(counter)[^1].ShouldBe(2);
    }

    [Fact]
    public void Without_metrics_nothing_is_counted()
    {
        new TrafficCounters(Options.Create(new MetricOptions { Enabled = false })).Make(Guid.NewGuid(), () => 0).ShouldBeNull();
        new Visit(null, 0).Answer(200); // has nothing to count with
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
