using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments.Reconciling;

namespace CodeRunner.Tests.Core.Reconciling;

public sealed class ReleaseDecisionTests
{
    [Fact]
    public void The_newest_queued_release_is_built_and_older_ones_are_superseded()
    {
        var world = new World();
        var (first, second, third) = (world.Push(), world.Push(), world.Push());

        world.Reconcile();

        (first.State, second.State, third.State).ShouldBe((ReleaseState.Superseded, ReleaseState.Superseded, ReleaseState.Building));
        world.Deployment.State.ShouldBe(DeploymentState.Building);
    }

    [Fact]
    public void One_build_runs_at_a_time_and_the_next_waits_for_it()
    {
        var world = new World();
        var first = world.Push();
        world.Reconcile();
        var second = world.Push();

        world.Reconcile();
        (first.State, second.State).ShouldBe((ReleaseState.Building, ReleaseState.Queued));

        world.Built(first);
        (first.State, second.State).ShouldBe((ReleaseState.Starting, ReleaseState.Building));
    }

    [Fact]
    public void A_release_whose_build_fails_says_why_and_the_old_one_goes_on()
    {
        var world = new World();
        var good = world.Serve();
        var bad = world.Push();
        world.Reconcile();

        world.BuildFailed(bad);

        bad.State.ShouldBe(ReleaseState.Failed);
        bad.Reason!.Step.ShouldBe("install");
        good.State.ShouldBe(ReleaseState.Serving);
        (world.Deployment.State, world.Deployment.Reason).ShouldBe((DeploymentState.Running, null));
    }

    [Fact]
    public void A_first_release_that_fails_makes_the_deployment_failing_with_its_reason()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();

        world.BuildFailed(release);

        (world.Deployment.State, world.Deployment.Reason).ShouldBe((DeploymentState.Failing, release.Reason));
    }

    [Fact]
    public void A_build_that_was_interrupted_is_run_again()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Builds.Clear();

        var outcome = world.Reconcile();

        release.State.ShouldBe(ReleaseState.Building);
        outcome.Effects.OfType<Effect.StartBuild>().Count().ShouldBe(1);
    }

    [Fact]
    public void A_build_that_is_interrupted_a_third_time_fails()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        for (var interruption = 1; interruption <= 2; interruption++)
        {
            world.Builds.Clear();
            world.Wait(TimeSpan.FromMinutes(1));
            (release.State, release.Interruptions).ShouldBe((ReleaseState.Building, interruption));
        }

        world.Builds.Clear();
        world.Reconcile().Effects.OfType<Effect.StartBuild>().ShouldBeEmpty();

        (release.State, release.Reason!.Code).ShouldBe((ReleaseState.Failed, "build_interrupted"));
        release.Reason.Message.ShouldContain("interrupted 3 times");
        world.Deployment.Reason.ShouldBe(release.Reason);
    }

    [Fact]
    public void A_wait_for_a_turn_that_is_interrupted_is_no_build_that_was()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        for (var interruption = 0; interruption < 5; interruption++)
        {
            world.Builds[release.Id] = new BuildObservation(Waiting: new Reason("build_waiting", "It is next to be built on this node."));
            world.Wait(TimeSpan.FromMinutes(20));
            world.Builds.Clear();
            world.Reconcile().Effects.OfType<Effect.StartBuild>().Count().ShouldBe(1, "it waits for a turn again, with nothing kept of the last");
            release.Reason.ShouldBeNull();
        }
        (release.State, release.Interruptions).ShouldBe((ReleaseState.Building, 0));
    }

    [Fact]
    public void A_build_that_waits_for_its_turn_says_its_place_and_its_time_begins_with_its_turn()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Builds[release.Id] = new BuildObservation(Waiting: new Reason("build_waiting", "2 other builds come before it on this node."));

        world.Reconcile().Effects.OfType<Effect.Say>().ShouldHaveSingleItem().Text.ShouldBe("Release 1 waits: 2 other builds come before it on this node.");
        release.Reason!.Code.ShouldBe("build_waiting");
        world.Wait(TimeSpan.FromMinutes(100));
        world.Builds[release.Id] = new BuildObservation(Waiting: new Reason("build_waiting", "It is next to be built on this node."));
        world.Reconcile().Effects.ShouldBeEmpty("its place is said in the log once");
        world.Builds[release.Id] = BuildObservation.Running;
        world.Reconcile();

        (release.State, release.Reason).ShouldBe((ReleaseState.Building, null));
        world.Wait(TimeSpan.FromMinutes(29));
        release.State.ShouldBe(ReleaseState.Building);
        world.Wait(TimeSpan.FromMinutes(2));
        (release.State, release.Reason!.Code).ShouldBe((ReleaseState.Failed, "build_timeout"));
    }

    [Fact]
    public void A_build_whose_turn_never_comes_fails_in_the_end()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Builds[release.Id] = new BuildObservation(Waiting: new Reason("build_waiting", "It is next to be built on this node."));
        world.Reconcile();

        world.Wait(TimeSpan.FromHours(2));

        (release.State, release.Reason!.Code).ShouldBe((ReleaseState.Failed, "queue_timeout"));
    }

    [Fact]
    public void A_release_that_was_queued_through_hours_of_a_stop_begins_when_the_deployment_is_started()
    {
        var world = new World();
        var release = world.Push();
        world.Deployment.TryStop(out _);
        world.Wait(TimeSpan.FromHours(5));

        world.Deployment.TryStart(out _);
        world.Reconcile();

        release.State.ShouldBe(ReleaseState.Building);
    }

    [Fact]
    public void A_build_over_its_time_is_ended()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();

        var outcome = world.Wait(TimeSpan.FromMinutes(31));

        (release.State, release.Reason!.Code).ShouldBe((ReleaseState.Failed, "build_timeout"));
        outcome.Effects.OfType<Effect.EndBuild>().ShouldHaveSingleItem().ReleaseId.ShouldBe(release.Id);
    }

    [Fact]
    public void The_old_release_serves_until_all_instances_of_the_new_one_are_healthy()
    {
        var world = new World(instances: 2);
        var old = world.Serve();
        var next = world.Push();
        world.Reconcile();
        world.Built(next);

        world.See(world.Instances.First(each => each.ReleaseId == next.Id), SandboxCondition.Healthy);
        world.Deployment.ServingReleaseId.ShouldBe(old.Id);
        world.Instances.Count(each => each.ReleaseId == old.Id && each.State == InstanceState.Running).ShouldBe(2);

        world.See(world.Instances.Last(each => each.ReleaseId == next.Id), SandboxCondition.Healthy);
        world.Deployment.ServingReleaseId.ShouldBe(next.Id);
        (old.State, next.State).ShouldBe((ReleaseState.Superseded, ReleaseState.Serving));
        world.Instances.Where(each => each.ReleaseId == old.Id).ShouldAllBe(each => each.State == InstanceState.Stopping);
    }

    [Fact]
    public void A_release_that_crashes_three_times_at_its_start_fails_long_before_its_time_is_over()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Built(release);
        var began = world.Now;

        for (var crash = 0; crash < 3; crash++)
        {
            world.Wait(TimeSpan.FromSeconds(1));
            world.Crash(world.Instances.Single());
        }

        (release.State, release.Reason!.ExitCode).ShouldBe((ReleaseState.Failed, 1));
        (world.Now - began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_release_that_never_listens_fails_after_a_minute()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Built(release);

        world.Wait(TimeSpan.FromSeconds(59));
        release.State.ShouldBe(ReleaseState.Starting);
        world.Wait(TimeSpan.FromSeconds(1));

        (release.State, release.Reason!.Code).ShouldBe((ReleaseState.Failed, "not_listening"));
    }

    [Fact]
    public void A_release_that_does_not_start_in_time_is_told_nothing_of_what_another_ones_instances_wait_for()
    {
        var world = new World(instances: 2);
        world.Serve();
        var release = world.Push();
        world.Reconcile();
        world.Built(release);
        var (serving, own) = (world.Instances.Where(instance => instance.ReleaseId != release.Id).ToList(), world.Instances.Where(instance => instance.ReleaseId == release.Id).ToList());
        world.Crash(serving[0]);
        world.See(own[0], SandboxCondition.Healthy);

        for (var minute = 0; minute < 6 && release.State == ReleaseState.Starting; minute++)
        {
            if (own[1] is { SandboxId: { } sandbox })
                world.Sandboxes[sandbox] = new SandboxObservation(SandboxCondition.Exited, new Reason("key_service_away", "It is away.")) { Outage = true };
            world.Wait(TimeSpan.FromMinutes(1));
        }

        (release.State, release.Reason!.Code).ShouldBe((ReleaseState.Failed, "start_timeout"));
        release.Reason.Message.ShouldNotContain("exit code");
    }

    [Theory]
    [InlineData(ReleaseState.Queued)]
    [InlineData(ReleaseState.Building)]
    [InlineData(ReleaseState.Starting)]
    public void A_release_on_its_way_can_be_cancelled(ReleaseState state)
    {
        var world = new World();
        var release = world.Push();
        if (state != ReleaseState.Queued)
            world.Reconcile();
        if (state == ReleaseState.Starting)
            world.Built(release);
        release.State.ShouldBe(state);
        release.TryCancel(world.Now, out _).ShouldBeTrue();

        world.Reconcile();

        release.State.ShouldBe(ReleaseState.Cancelled);
        world.Builds.ShouldBeEmpty();
        world.Instances.ShouldAllBe(instance => instance.State == InstanceState.Stopping);
    }

    [Fact]
    public void A_release_that_was_cancelled_supersedes_no_older_one()
    {
        var world = new World();
        var (first, second) = (world.Push(), world.Push());
        second.TryCancel(world.Now, out _).ShouldBeTrue();

        world.Reconcile();

        (first.State, second.State).ShouldBe((ReleaseState.Building, ReleaseState.Cancelled));
    }

    [Fact]
    public void A_release_that_was_starting_when_its_deployment_was_stopped_starts_again_without_a_build()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Built(release);
        world.Deployment.TryStop(out _);

        world.Reconcile();
        release.State.ShouldBe(ReleaseState.Queued);
        world.Deployment.TryStart(out _);
        var outcome = world.Reconcile();

        release.State.ShouldBe(ReleaseState.Starting);
        outcome.Effects.OfType<Effect.StartBuild>().ShouldBeEmpty();
    }

    [Fact]
    public void A_build_over_its_time_is_ended_though_its_deployment_was_stopped()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Deployment.TryStop(out _);

        world.Wait(TimeSpan.FromMinutes(29));
        release.State.ShouldBe(ReleaseState.Building);
        world.Wait(TimeSpan.FromMinutes(1));

        (release.State, release.Reason!.Code).ShouldBe((ReleaseState.Failed, "build_timeout"));
    }

    [Fact]
    public void A_rollback_starts_without_a_build()
    {
        var world = new World();
        var first = world.Serve();
        var back = world.Rollback(first);

        var outcome = world.Reconcile();

        back.State.ShouldBe(ReleaseState.Starting);
        outcome.Effects.OfType<Effect.StartBuild>().ShouldBeEmpty();
    }

    [Fact]
    public void A_stopped_deployment_builds_and_starts_nothing_until_it_is_started()
    {
        var world = new World();
        world.Deployment.TryStop(out _);
        var release = world.Push();

        world.Reconcile().Effects.ShouldBeEmpty();
        release.State.ShouldBe(ReleaseState.Queued);
        world.Deployment.TryStart(out _);
        world.Reconcile();

        release.State.ShouldBe(ReleaseState.Building);
    }
}
