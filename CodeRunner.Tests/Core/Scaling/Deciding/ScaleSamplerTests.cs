using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Tests.Core.Scaling.Deciding;

public sealed class ScaleSamplerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid One = Guid.NewGuid();
    private static readonly Guid Other = Guid.NewGuid();

    private static readonly ScaledDeployment Deployment = new(
        Guid.NewGuid(), DesiredState.Running, 2, Limits.Default with { Cpus = 0.5, MemoryMb = 200 }, [new(One, Noon, TimeSpan.FromSeconds(2)), new(Other, Noon.AddSeconds(-30), null)])
    {
        Rules = [],
        Schedules = [],
        Serves = true,
    };

    private readonly ScaleSampler sampler = new();

    [Fact]
    public void Requests_that_came_are_those_that_were_answered_and_those_that_are_more_under_way()
    {
        Take(0, requests: 10, inFlight: 5).Traffic.ShouldBe(new ScaleTraffic(10, 5));
        Take(1, requests: 10, inFlight: 25).Traffic.ShouldBe(new ScaleTraffic(30, 25));
        Take(2, requests: 22, inFlight: 5).Traffic.ShouldBe(new ScaleTraffic(2, 5));
        // Nobody knows when those came that are more after a hole.
        Take(9, requests: 4, inFlight: 100).Traffic.ShouldBe(new ScaleTraffic(4, 100));
    }

    [Fact]
    public void What_instances_use_is_told_as_a_share_of_their_limits_and_what_was_not_measured_is_not()
    {
        Usage usage = default;
        usage[UsageMeasure.Cpu] = Gauge.Of(400_000);
        usage[UsageMeasure.Memory] = Gauge.Of(50 << 20);

        var sample = sampler.Take(Deployment, Noon.ToUnixTimeSeconds() + 7, Told(7, 0, 0, (One, usage)), isWhole: true);

        sample.Healthy.ShouldBe([new ScaleInstance(7, 80, 25), new ScaleInstance(37, null, null)]);
        (sample.IsSettled, sample.IsWhole).ShouldBe((true, true));
    }

    [Fact]
    public void A_second_that_nobody_told_of_is_not_a_second_without_requests()
    {
        var sample = sampler.Take(Deployment, Noon.ToUnixTimeSeconds(), null, isWhole: true);

        (sample.Traffic, sample.IsWhole).ShouldBe((null, false));
        Take(1, 0, 0).Traffic.ShouldBe(new ScaleTraffic(0, 0));
    }

    [Fact]
    public void Nothing_is_decided_while_it_is_stopped_suspended_or_deploying()
    {
        Deployment.Held.ShouldBeNull();
        (Deployment with { DesiredState = DesiredState.Stopped }).Held.ShouldBe("The deployment is stopped.");
        (Deployment with { Desired = 0 }).Held.ShouldBeNull();
        (Deployment with { IsSuspended = true }).Held.ShouldStartWith("Scaling is suspended");
        (Deployment with { Serves = false }).Held.ShouldBe("No release serves yet.");
        (Deployment with { IsDeploying = true }).Held.ShouldStartWith("A release is about to");
    }

    [Fact]
    public void How_long_a_start_takes_is_the_median_of_the_last_ones()
    {
        Deployment.BoundsAt(Noon).StartupSeconds.ShouldBe(2);
        (Deployment with { Healthy = [] }).BoundsAt(Noon).StartupSeconds.ShouldBe(5);
        (Deployment with { Healthy = [.. new[] { 1.2, 40, 3.5 }.Select(seconds => new ScaledInstance(One, Noon, TimeSpan.FromSeconds(seconds)))] }).BoundsAt(Noon).StartupSeconds.ShouldBe(4);
    }

    private ScaleSample Take(int second, int requests, int inFlight) =>
        sampler.Take(Deployment, Noon.ToUnixTimeSeconds() + second, Told(second, requests, inFlight), isWhole: true);

    private static MetricBlock Told(int second, int requests, int inFlight, params (Guid Id, Usage Usage)[] instances) => new(
        Noon.ToUnixTimeSeconds() + second, 1, [new MetricPoint(1, new Traffic(requests, 0, 0, 0, inFlight), null, default)], instances.ToDictionary(each => each.Id, each => (Usage?[])[each.Usage]));
}
