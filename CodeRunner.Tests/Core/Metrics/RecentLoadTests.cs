using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Alerts.Deciding;
using CodeRunner.Core.Metrics;

namespace CodeRunner.Tests.Core.Metrics;

public sealed class RecentLoadTests
{
    [Fact]
    public void Rules_see_the_instance_that_has_the_most_and_all_requests_together()
    {
        var recent = MetricFold.Merge(
            [
                Points.Part(
                    100, [Points.Seen(9, 1, 10), null, Points.Seen(1, 0, 10)],
                    (Guid.NewGuid(), [Points.Usage(cpu: 100_000, memory: 64 << 20), null, Points.Usage(cpu: 300_000, memory: 64 << 20)]),
                    (Guid.NewGuid(), [Points.Usage(cpu: 800_000, memory: 32 << 20), null, null])),
            ],
            100, 110);

        var load = RecentLoad.Of(recent, new Limits(Cpus: 2, MemoryMb: 256, Pids: 64, DiskMb: 100));

        load.CpuPercent.ShouldBe(40);
        load.MemoryPercent.ShouldBe(25);
        load.DiskPercent.ShouldBeNull();
        load.ErrorPercent.ShouldBe(10);
        load.P95Ms!.Value.ShouldBe(10, 0.5);
    }

    [Fact]
    public void Without_requests_and_measurements_nothing_is_known() =>
        RecentLoad.Of(MetricFold.Merge([], 100, 110), Limits.Default).ShouldBe(new ObservedLoad(null, null, null, null, null));
}
