using CodeRunner.Core.Metrics;
using CodeRunner.Worker.Scaling;

namespace CodeRunner.Tests.Worker.Scaling;

public sealed class ToldSecondsTests
{
    private readonly ToldSeconds told = new();

    [Fact]
    public void A_Workers_own_part_counts_once_although_it_comes_again_over_Redis()
    {
        told.TellOwn(Part(100, requests: 7));
        told.Hear(Part(100, requests: 7).Packed);
        told.Hear(Part(100, requests: 5).Packed);

        RequestsOf(100).ShouldBe(12);
    }

    [Fact]
    public void Another_Workers_part_that_happens_to_be_the_same_counts_too()
    {
        told.TellOwn(Part(100, requests: 7));
        told.Hear(Part(100, requests: 7).Packed);
        told.Hear(Part(100, requests: 7).Packed);

        RequestsOf(100).ShouldBe(14);
    }

    [Fact]
    public void What_comes_after_its_second_was_taken_and_what_nobody_takes_is_dropped()
    {
        told.TellOwn(Part(100, requests: 7));
        RequestsOf(100).ShouldBe(7);
        told.Hear(Part(99, requests: 7).Packed);
        told.Hear(Part(100, requests: 7).Packed);
        for (var second = 101; second < 200; second++)
            told.TellOwn(Part(second, requests: 1));

        RequestsOf(150).ShouldBeNull();
        RequestsOf(199).ShouldBe(1);
    }

    private long? RequestsOf(long second) => told.Take(second).Points[0]?.Traffic.Requests;

    private static MetricPart Part(long second, int requests) => new(
        Guid.Empty, second, MetricPacking.Pack(new MetricBlock(second, 1, [new MetricPoint(1, new Traffic(requests, 0, 0, 0, 0), null, default)], new Dictionary<Guid, Usage?[]>())));
}
