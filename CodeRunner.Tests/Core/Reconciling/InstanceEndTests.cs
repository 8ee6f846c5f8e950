using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments.Reconciling;

namespace CodeRunner.Tests.Core.Reconciling;

/// <summary>When instances end, which of them first, and what a deployment leaves.</summary>
public sealed class InstanceEndTests
{
    [Fact]
    public void An_idle_instance_is_ended_soon_and_a_busy_one_when_its_time_is_over()
    {
        var world = new World(instances: 2);
        world.Serve();
        world.Busy.Add(world.Instances[0].Id);
        world.Deployment.TryStop(out _);

        world.Reconcile().Effects.OfType<Effect.EndSandbox>().ShouldBeEmpty();
        world.Wait(TimeSpan.FromSeconds(1)).Effects.OfType<Effect.EndSandbox>().ShouldHaveSingleItem().SandboxId.ShouldBe(world.Instances[1].SandboxId!.Value);
        world.Wait(TimeSpan.FromSeconds(30)).Effects.OfType<Effect.EndSandbox>().ShouldHaveSingleItem().SandboxId.ShouldBe(world.Instances[0].SandboxId!.Value);
        world.GoWell();

        world.Instances.ShouldBeEmpty();
        world.Deployment.State.ShouldBe(DeploymentState.Stopped);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 4)]
    [InlineData(300, 299)]
    public void A_busy_instance_is_ended_when_its_deployments_drain_is_over(int drain, int stillBusy)
    {
        var world = new World();
        world.Deployment.DrainSeconds = drain;
        world.Serve();
        world.Busy.Add(world.Instances[0].Id);
        world.Deployment.TryStop(out _);
        world.Reconcile();

        world.Wait(TimeSpan.FromSeconds(stillBusy)).Effects.OfType<Effect.EndSandbox>().ShouldBeEmpty();
        world.Wait(TimeSpan.FromSeconds(1)).Effects.OfType<Effect.EndSandbox>().Count().ShouldBe(1);
    }

    [Fact]
    public void A_start_right_behind_a_stop_that_nobody_saw_replaces_what_runs()
    {
        var world = new World(instances: 1);
        world.Serve();
        var old = world.Instances.ShouldHaveSingleItem();
        world.Deployment.TryStart(out _);
        world.Reconcile();
        world.Instances.ShouldHaveSingleItem().ShouldBe(old);

        world.Deployment.TryStop(out _);
        world.Deployment.TryStart(out _);
        world.Reconcile();
        var fresh = world.Instances.Except([old]).ShouldHaveSingleItem();
        world.See(fresh, SandboxCondition.Healthy);

        old.State.ShouldBe(InstanceState.Stopping);
        fresh.State.ShouldBe(InstanceState.Running);
    }

    [Fact]
    public void A_restart_replaces_one_for_one_and_the_old_ones_serve_until_then()
    {
        var world = new World(instances: 2);
        var release = world.Serve();
        var old = world.Instances.ToList();
        world.Deployment.TryRestart(out _);

        world.Reconcile();
        var fresh = world.Instances.Except(old).ToList();
        fresh.Count.ShouldBe(2);
        old.ShouldAllBe(instance => instance.State == InstanceState.Running);
        world.See(fresh[0], SandboxCondition.Healthy);
        old.Count(instance => instance.State == InstanceState.Running).ShouldBe(1);
        world.See(fresh[1], SandboxCondition.Healthy);

        old.ShouldAllBe(instance => instance.State == InstanceState.Stopping);
        fresh.ShouldAllBe(instance => instance.ReleaseId == release.Id);
        world.Deployment.State.ShouldBe(DeploymentState.Running);
    }

    [Fact]
    public void Scaling_down_stops_the_newest_and_those_that_do_not_run_first()
    {
        var world = new World(instances: 3);
        world.Serve();
        world.Crash(world.Instances[0]);
        var (sick, oldest, newest) = (world.Instances[0], world.Instances[1], world.Instances[2]);
        world.Deployment.TryScale(1, out _);

        world.Reconcile();

        (sick.State, oldest.State, newest.State).ShouldBe((InstanceState.Exited, InstanceState.Running, InstanceState.Stopping));
    }

    [Fact]
    public void Of_those_that_run_the_youngest_is_stopped_first()
    {
        var world = new World(instances: 1);
        world.Serve();
        for (var more = 2; more <= 3; more++)
        {
            world.Wait(TimeSpan.FromMinutes(1));
            world.Deployment.TryScale(more, out _);
            world.Reconcile();
            world.GoWell();
        }
        var oldest = world.Instances.MinBy(instance => instance.CreatedAt)!;
        world.Instances.Reverse();
        world.Deployment.TryScale(1, out _);

        world.Reconcile();

        world.Instances.Where(instance => instance.State == InstanceState.Running).ShouldHaveSingleItem().ShouldBe(oldest);
    }

    [Fact]
    public void Of_those_from_before_a_restart_one_that_does_not_run_goes_before_one_that_does()
    {
        var world = new World(instances: 2);
        world.Serve();
        var (sick, runs) = (world.Instances[0], world.Instances[1]);
        world.Crash(sick);
        world.Deployment.TryRestart(out _);
        world.Reconcile();

        world.See(world.Instances.Except([sick, runs]).First(), SandboxCondition.Healthy);

        runs.State.ShouldBe(InstanceState.Running);
    }

    [Fact]
    public void An_instance_whose_end_does_not_come_is_given_up()
    {
        var world = new World();
        world.Serve();
        world.Deployment.TryStop(out _);
        world.Reconcile();
        world.Wait(TimeSpan.FromSeconds(1)).Effects.OfType<Effect.EndSandbox>().Count().ShouldBe(1);

        world.Wait(TimeSpan.FromSeconds(73));
        world.Instances.ShouldHaveSingleItem();
        world.Wait(TimeSpan.FromSeconds(1));

        world.Instances.ShouldBeEmpty();
    }

    [Fact]
    public void A_deleted_deployment_ends_all_then_its_files_then_its_rows()
    {
        var world = new World(instances: 2);
        world.Serve();
        world.Deployment.Delete();

        world.Reconcile().Effects.OfType<Effect.EndSandbox>().Count().ShouldBe(2);
        world.GoWell().Effects.OfType<Effect.RemoveFiles>().Count().ShouldBe(1);
        world.Reconcile().Erase.ShouldBeTrue();
    }

    [Fact]
    public void A_deletion_that_takes_long_says_what_stands_in_the_way_until_it_is_done()
    {
        var world = new World { Removal = new FileRemoval(World.Began, Done: false, "What was built can't be removed: it is in use.") };
        world.Deployment.Delete();

        world.Wait(TimeSpan.FromSeconds(59)).Effects.OfType<Effect.RemoveFiles>().Count().ShouldBe(1);
        world.Deployment.Reason.ShouldBeNull();
        world.Wait(TimeSpan.FromSeconds(1)).Effects.OfType<Effect.RemoveFiles>().Count().ShouldBe(1);
        (world.Deployment.State, world.Deployment.Reason).ShouldBe(
            (DeploymentState.Deleting, new Reason("delete_delayed", "What was built can't be removed: it is in use. It is tried again and again.")));
        world.Removal = null;
        world.Reconcile().StateChanged.ShouldBeFalse("another Worker has taken it over, and begins anew");
        world.Removal = new FileRemoval(world.Now, Done: true);
        world.Reconcile().Erase.ShouldBeTrue();
    }
}
