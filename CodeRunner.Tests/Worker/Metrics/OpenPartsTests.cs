using CodeRunner.Core.Metrics;
using CodeRunner.Tests.Core.Metrics;
using CodeRunner.Worker.Ingress.Counting;
using CodeRunner.Worker.Metrics;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Metrics;

/// <summary>How seconds become a part of ten. Pure.</summary>
public sealed class OpenPartsTests
{
    private readonly OpenParts open = new();
    private readonly Guid deployment = Guid.NewGuid();
    private readonly Guid instance = Guid.NewGuid();

    [Fact]
    public void Seconds_of_a_block_are_one_part_of_each_deployment_and_each_second_is_told_by_itself()
    {
        var other = Guid.NewGuid();
        var told = Add(101, cpu: 7, Counted(2));
        Add(102, cpu: 8);
        open.Add(102, [], [new(other, Counted(1), null, default)]);

        open.Start.ShouldBe(100);
        (open.IsOver(109), open.IsOver(110), open.IsOver(99)).ShouldBe((false, true, true));
        var second = MetricPacking.Unpack(told.ShouldHaveSingleItem().Packed);
        (second.Start, second.Points.Single()!.Traffic.Requests, second.Instances[instance].Single()!.Value[UsageMeasure.Cpu].Sum).ShouldBe((101, 2, 7));
        var parts = open.Close().ToDictionary(part => part.DeploymentId, part => MetricPacking.Unpack(part.Packed));
        parts.Keys.ShouldBe([deployment, other], ignoreOrder: true);
        parts[deployment].Points.Select(point => point?.Traffic.Requests).ShouldBe([null, 2, 0, null, null, null, null, null, null, null]);
        parts[deployment].Instances[instance].Select(usage => usage?[UsageMeasure.Cpu].Sum).ShouldBe([null, 7, 8, null, null, null, null, null, null, null]);
        parts[other].Points.Sum(point => point?.Traffic.Requests ?? 0).ShouldBe(1);
    }

    [Fact]
    public void A_second_that_comes_again_as_the_clock_was_set_back_adds_up()
    {
        Add(105, cpu: 1, Counted(2));
        Add(104, cpu: 1, Counted(3));
        Add(105, cpu: 1, Counted(4));

        var points = MetricPacking.Unpack(open.Close().ShouldHaveSingleItem().Packed).Points;
        (points[4]!.Traffic.Requests, points[5]!.Traffic.Requests, points[5]!.Seconds).ShouldBe((3, 6, 1));
        points[5]!.Latency!.Counts.Sum(count => count.Count).ShouldBe(2);
    }

    [Fact]
    public void What_was_closed_is_not_told_again()
    {
        Add(101, cpu: 1);
        open.Close().ShouldHaveSingleItem();
        open.Close().ShouldBeEmpty();
        open.IsOver(500).ShouldBeFalse();
    }

    [Fact]
    public void What_belongs_to_no_instance_is_left_out() =>
        open.Add(101, [(new SandboxLabels(Guid.NewGuid(), deployment, Guid.NewGuid(), null, 1), Points.Usage(1))], []).ShouldBeEmpty();

    private static Traffic Counted(long requests) => new(requests, 0, 0, 0, 0);

    private List<MetricPart> Add(long second, long cpu, Traffic? counted = null) => open.Add(
        second, [(new SandboxLabels(Guid.NewGuid(), deployment, Guid.NewGuid(), instance, 1), Points.Usage(cpu))],
        counted is { } traffic ? [new CountedTraffic(deployment, traffic, Points.Latency(5), default)] : []);
}
