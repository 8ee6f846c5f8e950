using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Limiting;

namespace CodeRunner.Tests.Core.Limiting;

public sealed class LimitDeciderTests
{
    private static readonly Reservation Nothing = default;

    [Theory]
    [InlineData(5, 3, 2, true)]
    [InlineData(5, 3, 3, false)]
    [InlineData(0, 0, 1, false)]
    [InlineData(null, 1000, 1000, true)]
    public void What_is_up_to_the_limit_fits_and_what_is_over_does_not(int? limit, int others, int after, bool fits) =>
        (LimitDecider.Refuse([Of(new(Instances: limit), new(others, 0, 0))], Nothing, new(after, after, after)) is null).ShouldBe(fits);

    [Fact]
    public void Tenths_of_a_CPU_add_up_exactly() =>
        LimitDecider.Refuse([Of(new(Cpus: 0.3m), new(2, 0.2m, 0))], Nothing, new(1, 0.1m, 32)).ShouldBeNull();

    [Fact]
    public void Only_what_rises_is_measured()
    {
        var over = Of(new(2, 1, 512), new(10, 10, 4096));

        LimitDecider.Refuse([over], new(4, 4, 2048), new(3, 3, 1024)).ShouldBeNull();
        LimitDecider.Refuse([over], new(4, 4, 2048), new(4, 4, 2048)).ShouldBeNull();
        LimitDecider.Refuse([over], new(4, 4, 2048), new(2, 2, 2049)).ShouldBe(new LimitFault(LimitHolder.Project, LimitedResource.MemoryMb, 512, 6144, 6145));
    }

    [Fact]
    public void The_projects_limit_is_named_before_its_owners()
    {
        Allowance[] both = [Of(new(3), new(2, 0, 0)), new(LimitHolder.User, new ResourceLimits(3), new(2, 0, 0))];

        LimitDecider.Refuse(both, Nothing, new(2, 2, 0)).ShouldBe(new LimitFault(LimitHolder.Project, LimitedResource.Instances, 3, 2, 4));
        LimitDecider.Refuse(both[1..], Nothing, new(2, 2, 0))!.Holder.ShouldBe(LimitHolder.User);
    }

    [Theory]
    [InlineData(2, null, "Wanted 8; the project's limit of 10 instances leaves 4.")]
    [InlineData(1, "Ada", "Wanted 8; the project's limit of 10 instances leaves 4.")]
    public void Words_for_what_is_clamped_name_the_limit_of_a_project(int used, string? who, string expected)
    {
        var fault = new LimitFault(LimitHolder.Project, LimitedResource.Instances, 10, used, 12);

        LimitText.Clamped(fault, 8, 4).ShouldBe(expected);
        LimitText.Refusal(fault, who).ShouldContain(used == 1 ? "1 instance is reserved" : "2 instances are reserved");
    }

    [Fact]
    public void Of_a_user_nobody_else_reads_a_number()
    {
        var fault = new LimitFault(LimitHolder.User, LimitedResource.Cpus, 7.5m, 6, 9);

        LimitText.Refusal(fault, "Ada").ShouldNotContain("7");
        LimitText.Asleep(fault).Where(char.IsDigit).ShouldBeEmpty();
        LimitText.Clamped(fault, 8, 4).ShouldBe("Wanted 8; the CPUs that its owner may have leave 4.");
        LimitText.Refusal(fault, null).ShouldContain("7.5 CPUs");
    }

    [Theory]
    [InlineData(10, 5, 2, 8, 5)]
    [InlineData(10, 5, 2, 4, 4)]
    [InlineData(10, 9, 2, 8, 2)]
    [InlineData(10, 20, 2, 8, 2)]
    [InlineData(10, 10, 0, 1, 0)]
    [InlineData(null, 99, 2, 8, 8)]
    public void A_count_goes_as_far_as_there_is_room_and_never_down(int? limit, int others, int from, int wanted, int fits)
    {
        var (count, fault) = LimitDecider.Fit([Of(new(limit), new(others, 0, 0))], Each(1, 512), from, wanted);

        (count, fault is null).ShouldBe((fits, fits == wanted));
    }

    [Fact]
    public void A_count_goes_as_far_as_the_scarcest_lets_it()
    {
        var (count, fault) = LimitDecider.Fit([Of(new(20, 4, 2048), default)], Each(0.5m, 700), 1, 8);

        (count, fault!.Resource).ShouldBe((2, LimitedResource.MemoryMb), "what keeps it from all that was wanted is named");
    }

    [Theory]
    [InlineData(2, 0.9, 511, true)]
    [InlineData(1, 1.0, 511, true)]
    [InlineData(1, 0.9, 512, true)]
    [InlineData(1, 0.9, 511, false)]
    public void It_is_full_when_nothing_is_left_of_one_of_them(int instances, double cpus, int memoryMb, bool full)
    {
        var used = new Reservation(instances, (decimal)cpus, memoryMb);

        LimitDecider.IsFull(new(2, 1, 512), used).ShouldBe(full);
        LimitDecider.IsFull(new(), used).ShouldBeFalse("what has no limit is never full");
    }

    [Fact]
    public void What_stops_reserves_nothing_and_what_comes_reserves_the_greater_limits_and_one_instance_at_least()
    {
        var stored = new DeploymentReservation { Instances = 2, Cpus = 1, MemoryMb = 512, CanRun = true };
        var deployment = new Deployment(Guid.NewGuid(), "Web", "web", EnvironmentName.Production, 2, DateTimeOffset.UnixEpoch);

        stored.After(deployment, null).ShouldBe(new Reservation(2, 2, 1024));
        stored.After(deployment, Limits.Default with { Cpus = 0.5, MemoryMb = 1024 }).ShouldBe(new Reservation(2, 2, 2048));
        new DeploymentReservation().After(deployment, null).ShouldBe(default, "it has nothing to run");
        deployment.ScaleTo(0);
        stored.After(deployment, null).ShouldBe(default, "it sleeps");
        stored.After(deployment, Limits.Default).ShouldBe(new Reservation(1, 1, 512));
        deployment.TryStop(out _).ShouldBeTrue();
        stored.After(deployment, Limits.Default).ShouldBe(default);
    }

    private static DeploymentReservation Each(decimal cpus, long memoryMb) => new() { Cpus = cpus, MemoryMb = memoryMb, CanRun = true };

    private static Allowance Of(ResourceLimits limits, Reservation others) => new(LimitHolder.Project, limits, others);
}
