using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Core.Scaling;

namespace CodeRunner.Tests.Core.Reconciling;

/// <summary>A deployment that shall run and have no instance.</summary>
public sealed class SleepTests
{
    private readonly World world = new(instances: 2);

    [Fact]
    public void It_is_asleep_at_once_and_its_instances_drain_as_any_do()
    {
        Sleep();

        world.Deployment.State.ShouldBe(DeploymentState.Sleeping);
        world.Instances.ShouldAllBe(instance => instance.State == InstanceState.Stopping);
        world.Busy.Add(world.Instances[0].Id);
        world.Wait(TimeSpan.FromSeconds(1)).Effects.OfType<Effect.EndSandbox>().ShouldHaveSingleItem().SandboxId.ShouldBe(world.Instances[1].SandboxId!.Value);
        world.Busy.Clear();
        world.Reconcile();
        world.GoWell();
        (world.Instances.Count, world.Deployment.State, world.Releases[0].State).ShouldBe((0, DeploymentState.Sleeping, ReleaseState.Serving));
    }

    [Fact]
    public void A_request_wakes_it_to_one_instance_and_only_once()
    {
        Sleep();

        var decision = WakeUp.Of(world.Deployment, world.Now).ShouldNotBeNull();
        WakeUp.Of(world.Deployment, world.Now).ShouldBeNull();

        (decision.From, decision.To, decision.Rule, decision.Reason).ShouldBe((0, 1, ScalingRule.Wake, "A request came while it slept."));
        world.Reconcile().Created.ShouldHaveSingleItem();
        world.Deployment.State.ShouldBe(DeploymentState.Starting);
        world.GoWell();
        world.Deployment.State.ShouldBe(DeploymentState.Running);
    }

    [Fact]
    public void What_was_stopped_or_never_served_is_not_woken()
    {
        WakeUp.Of(world.Deployment, world.Now).ShouldBeNull();
        Sleep();
        world.Deployment.TryStop(out _);

        WakeUp.Of(world.Deployment, world.Now).ShouldBeNull();

        world.Deployment.TryStart(out _);
        world.Deployment.DesiredInstances.ShouldBe(1, "who starts it wants it to run");
    }

    [Fact]
    public void Who_starts_restarts_or_releases_it_wakes_it()
    {
        Sleep();
        world.Deployment.TryStart(out _);
        world.Deployment.DesiredInstances.ShouldBe(1);
        Sleep();
        world.Deployment.TryRestart(out _);
        world.Deployment.DesiredInstances.ShouldBe(1);
        Sleep();

        world.Serve().State.ShouldBe(ReleaseState.Serving);

        (world.Deployment.DesiredInstances, world.Deployment.State).ShouldBe((1, DeploymentState.Running));
    }

    [Fact]
    public void What_can_not_start_is_failing_and_says_why()
    {
        Sleep();
        WakeUp.Of(world.Deployment, world.Now);
        world.Reconcile();

        world.Crash(world.Instances.Single(instance => instance.State == InstanceState.Starting));

        (world.Deployment.State, world.Deployment.Reason!.Code).ShouldBe((DeploymentState.Failing, "crashed"));
    }

    private void Sleep()
    {
        if (world.Releases.Count == 0)
            world.Serve();
        world.Deployment.ScaleTo(0).ShouldBeTrue();
        world.Reconcile();
    }
}
