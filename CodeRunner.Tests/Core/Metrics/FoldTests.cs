using CodeRunner.Core.Metrics;

namespace CodeRunner.Tests.Core.Metrics;

public sealed class FoldTests
{
    private static readonly Guid One = Guid.NewGuid();
    private static readonly Guid Other = Guid.NewGuid();

    [Fact]
    public void What_two_Workers_counted_in_one_second_is_added_up()
    {
        var merged = MetricFold.Merge(
            [Points.Part(100, [Points.Seen(3, 1, 10, 10, 10)]), Points.Part(100, [Points.Seen(1, 0, 100)])], 100, 101).Points[0]!;

        (merged.Seconds, merged.Traffic.Requests, merged.Traffic.Errors).ShouldBe((1, 4, 1));
        merged.Latency!.Percentile(0.5).ShouldBe(10, 0.5);
        merged.Latency.Percentile(0.99).ShouldBe(100, 5);
    }

    [Fact]
    public void An_instance_that_two_Workers_measured_while_it_changed_hands_counts_once()
    {
        var merged = MetricFold.Merge(
            [
                Points.Part(100, [Points.Seen()], (One, [Points.Usage(memory: 7)])),
                Points.Part(100, [Points.Seen()], (One, [Points.Usage(cpu: 500_000, memory: 7)])),
            ],
            100, 101);

        var usage = merged.Points[0]!.Usage;
        (usage[UsageMeasure.Cpu].Mean, usage[UsageMeasure.Memory].Mean, usage[UsageMeasure.Instances].Mean).ShouldBe((500_000d, 7d, 1d));
    }

    [Fact]
    public void A_deployment_uses_what_its_instances_use_together_and_what_nobody_could_measure_stays_unknown()
    {
        var merged = MetricFold.Merge(
            [Points.Part(100, [Points.Seen()], (One, [Points.Usage(cpu: 1, memory: 10)]), (Other, [Points.Usage(cpu: 2, memory: 20)]))], 100, 101);

        var usage = merged.Points[0]!.Usage;
        (usage[UsageMeasure.Cpu].Mean, usage[UsageMeasure.Memory].Mean, usage[UsageMeasure.Instances].Mean, usage[UsageMeasure.Disk].Mean).ShouldBe((3d, 30d, 2d, null));
    }

    [Fact]
    public void A_step_means_what_was_seen_of_it_and_gaps_count_for_nothing()
    {
        var seconds = MetricFold.Merge([Points.Part(100, [Points.Seen(4), null, null, Points.Seen(2)], (One, [Points.Usage(cpu: 10), null, null, Points.Usage(cpu: 30)]))], 100, 110);
        var folded = MetricFold.Fold([seconds], 100, 120, 10, _ => true);

        var point = folded.Points[0]!;
        (point.Seconds, point.Traffic.Requests, point.Usage[UsageMeasure.Cpu].Mean).ShouldBe((2, 6, 20d));
        folded.Points[1].ShouldBeNull();
        folded.Instances[One][0]!.Value[UsageMeasure.Cpu].Mean.ShouldBe(20);
    }

    [Fact]
    public void Percentiles_of_a_step_are_of_all_its_requests_and_no_average()
    {
        var quick = Points.Part(100, [Points.Seen(99, 0, [.. Enumerable.Repeat(1.0, 99)])]);
        var slow = Points.Part(101, [Points.Seen(1, 0, 1000)]);
        var folded = MetricFold.Fold([MetricFold.Merge([quick, slow], 100, 110)], 100, 110, 10, _ => false).Points[0]!;

        folded.Latency!.Percentile(0.95).ShouldBe(1, 0.05);
        folded.Latency.Percentile(0.999).ShouldBe(1000, 50);
    }

    [Fact]
    public void By_way_of_any_levels_the_result_is_the_same()
    {
        var random = new Random(7);
        var seconds = MetricFold.Merge(
            [Points.Part(0, [.. Enumerable.Range(0, 3600).Select(_ => random.Next(5) == 0 ? null : Points.Seen(random.Next(9), random.Next(2), random.Next(500)))])], 0, 3600);
        var tens = MetricFold.Fold([seconds], 0, 3600, 10, _ => true);
        var minutes = MetricFold.Fold([tens], 0, 3600, 60, _ => true);

        var direct = MetricFold.Fold([seconds], 0, 3600, 900, _ => true);
        var stepwise = MetricFold.Fold([minutes], 0, 3600, 900, _ => true);
        MetricPacking.Pack(stepwise).ShouldBe(MetricPacking.Pack(direct));
    }

    [Fact]
    public void Packed_and_unpacked_it_is_the_same_and_what_was_alone_is_written_once()
    {
        var usages = new Usage?[] { Points.Usage(1, 2), null, Points.Usage(memory: 3) };
        var alone = MetricFold.Merge([Points.Part(100, [Points.Seen(5, 1, 3), null, Points.Seen()], (One, usages))], 100, 103);
        var two = MetricFold.Merge([Points.Part(100, [Points.Seen(5, 1, 3), null, Points.Seen()], (One, usages), (Other, usages))], 100, 103);
        foreach (var block in (MetricBlock[])[alone, two])
        {
            var again = MetricPacking.Unpack(MetricPacking.Pack(block));
            (again.Start, again.Step).ShouldBe((block.Start, block.Step));
            MetricPacking.Pack(again).ShouldBe(MetricPacking.Pack(block));
            again.Points[0]!.Usage.ShouldBe(block.Points[0]!.Usage);
            again.Points[1].ShouldBeNull();
            again.Instances[One].ShouldBe(block.Instances[One]);
        }
    }

    [Fact]
    public void What_was_not_packed_here_is_refused()
    {
        var packed = MetricPacking.Pack(MetricFold.Merge([Points.Part(100, [Points.Seen(5, 1, 3)], (One, [Points.Usage(1, 2)]))], 100, 101));
        var random = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            var torn = packed[..random.Next(packed.Length)];
            for (var change = random.Next(4); change > 0 && torn.Length > 0; change--)
                torn[random.Next(torn.Length)] = (byte)random.Next(256);
            try
            {
                MetricPacking.Unpack(torn);
            }
            catch (InvalidDataException)
            {
                // As it should.
            }
        }
        Should.Throw<InvalidDataException>(() => MetricPacking.Unpack(default));
    }
}
