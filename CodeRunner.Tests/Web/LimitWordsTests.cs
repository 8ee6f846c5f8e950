using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Web.Limiting;

namespace CodeRunner.Tests.Web;

public sealed class LimitWordsTests
{
    private static readonly DeploymentResponse Deployment = DraftTests.Deployment() with { State = DeploymentState.Running, DesiredInstances = 2, Limits = new Limits(0.5, 256, 64, 512) };

    [Theory]
    [InlineData(4, null, null, 3, null)]
    [InlineData(4, null, null, 4, "The project's limits leave it 3 instances: 3 of 4 instances · 2 CPUs · 1,024 MB are reserved.")]
    [InlineData(null, 2.5, null, 4, "The project's limits leave it 3 instances: ")]
    [InlineData(null, null, 1100L, 3, "The project's limits leave it 2 instances: ")]
    [InlineData(null, null, null, 20, null)]
    [InlineData(3, null, null, 2, null)]
    [InlineData(1, null, null, 2, null)]
    [InlineData(1, null, null, 3, "The project's limits leave it 2 instances: ")]
    public void A_number_that_does_not_fit_is_foreseen(int? instances, double? cpus, long? memoryMb, int wanted, string? warning)
    {
        var limits = new ProjectLimitsResponse(new ResourceLimits(instances, (decimal?)cpus, memoryMb), true, new ReservedResources(3, 2, 1024), null);

        var said = LimitWords.Warning(limits, Deployment, wanted);

        (said?[..Math.Min(said.Length, warning?.Length ?? said.Length)]).ShouldBe(warning);
    }

    [Fact]
    public void Of_another_users_limits_it_is_only_said_that_they_are_used_up()
    {
        var limits = new ProjectLimitsResponse(ResourceLimits.None, false, new ReservedResources(2, 1, 512), new AccountableUser("ada@example.org", "Ada", true, null, null));

        LimitWords.Warning(limits, Deployment, 3).ShouldBe("The project counts against Ada, whose limits leave nothing more.");
        LimitWords.Warning(limits, Deployment, 2).ShouldBeNull("it takes no more than before");
    }

    [Fact]
    public void Of_ones_own_the_numbers_are_said()
    {
        var limits = new ProjectLimitsResponse(
            ResourceLimits.None, false, new ReservedResources(2, 1, 512), new AccountableUser("ada@example.org", "Ada", false, new ResourceLimits(10), new ReservedResources(9, 5, 4096)));

        LimitWords.Warning(limits, Deployment, 4).ShouldBe("Your limits for all your projects leave it 3 instances: 9 of 10 instances · 5 CPUs · 4,096 MB are reserved.");
        LimitWords.Warning(limits, Deployment with { State = DeploymentState.Stopped }, 2).ShouldStartWith("Your limits for all your projects leave it 1 instance: ", customMessage: "stopped, it reserves nothing of them");
    }

    [Fact]
    public void Limits_are_said_in_one_line()
    {
        LimitWords.Of(ResourceLimits.None).ShouldBe("no limit");
        LimitWords.Of(new ResourceLimits(1, 2.5m, 16_384)).ShouldBe("1 instance · 2.5 CPUs · 16,384 MB");
    }
}
