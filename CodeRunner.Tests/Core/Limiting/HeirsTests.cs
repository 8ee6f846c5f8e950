using CodeRunner.Contracts.Limiting;
using CodeRunner.Core.Limiting;

namespace CodeRunner.Tests.Core.Limiting;

public sealed class HeirsTests
{
    private static readonly (Guid Id, ResourceLimits Limits, Reservation Used) Full = (Guid.NewGuid(), new ResourceLimits(2), new(2, 2, 0));
    private static readonly (Guid Id, ResourceLimits Limits, Reservation Used) Free = (Guid.NewGuid(), new ResourceLimits(5), new(2, 2, 0));
    private static readonly (Guid Id, ResourceLimits Limits, Reservation Used) Unlimited = (Guid.NewGuid(), ResourceLimits.None, default);

    [Fact]
    public void It_is_the_longest_serving_who_has_room()
    {
        Heirs.Choose([Full, Free, Unlimited], new(3, 3, 0)).ShouldBe(Free.Id);
        Heirs.Choose([Full, Free, Unlimited], new(4, 4, 0)).ShouldBe(Unlimited.Id);
        Heirs.Choose([Full, Free], new(4, 4, 0)).ShouldBeNull();
    }

    [Fact]
    public void What_reserves_nothing_burdens_nobody() => Heirs.Choose([Full, Free], default).ShouldBe(Full.Id);
}
