using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments.Reconciling;

namespace CodeRunner.Tests.Core.Reconciling;

/// <summary>How instances start, what becomes of those that crash, are lost or are unhealthy.</summary>
public sealed class InstanceDecisionTests
{
    [Theory]
    [InlineData(1, 10, 11)]
    [InlineData(2, 20, 22)]
    [InlineData(3, 40, 44)]
    [InlineData(6, 272, 300)]
    [InlineData(60, 272, 300)]
    public void A_crash_waits_ten_seconds_doubling_to_five_minutes(int crashes, int least, int most)
    {
        var world = new World();
        world.Serve();
        var instance = world.Instances.Single();

        for (var crash = 1; ; crash++)
        {
            world.Crash(instance);
            if (crash == crashes)
                break;
            world.Wait(instance.NextTryAt!.Value - world.Now);
        }

        var wait = instance.NextTryAt!.Value - world.Now;
        wait.TotalSeconds.ShouldBeInRange(least, most);
        world.Deployment.State.ShouldBe(DeploymentState.Failing);
        world.Deployment.Reason!.NextTryAt.ShouldBe(instance.NextTryAt);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    public void Many_that_crash_together_do_not_come_back_together_and_none_too_soon_or_too_late(int crashes)
    {
        var waits = Enumerable.Range(0, 1000).Select(_ => Backoff.Wait(new ReconcileRules(), Guid.NewGuid(), crashes).TotalSeconds).ToList();

        waits.ShouldAllBe(wait => wait >= 10 && wait <= 300);
        (waits.Max() / waits.Min()).ShouldBeInRange(1.05, 1.11);
    }

    [Fact]
    public void Ten_quiet_minutes_make_the_next_crash_the_first()
    {
        var world = new World();
        world.Serve();
        var instance = world.Instances.Single();
        world.Crash(instance);
        world.Wait(instance.NextTryAt!.Value - world.Now);
        world.See(instance, SandboxCondition.Healthy);
        world.Wait(TimeSpan.FromMinutes(11));

        world.Crash(instance);

        (instance.Crashes, instance.Restarts).ShouldBe((1, 1));
    }

    [Fact]
    public void An_unhealthy_instance_is_ended_and_tried_again_with_its_reason()
    {
        var world = new World();
        world.Serve();
        var instance = world.Instances.Single();
        var reason = new Reason("health_status", "It answered /healthz with 500.");

        var outcome = world.See(instance, SandboxCondition.Unhealthy, reason);
        instance.State.ShouldBe(InstanceState.Unhealthy);
        outcome.Effects.OfType<Effect.EndSandbox>().Count().ShouldBe(1);

        world.See(instance, SandboxCondition.Exited, new Reason("crashed", "It was ended by SIGTERM.", 143));
        instance.State.ShouldBe(InstanceState.Backoff);
        instance.Reason!.Code.ShouldBe("health_status");
    }

    [Fact]
    public void A_sandbox_that_the_machine_lost_is_replaced_at_once_and_is_no_crash()
    {
        var world = new World();
        world.Serve();
        var instance = world.Instances.Single();
        world.Wait(TimeSpan.FromMinutes(1));

        var effects = world.Lose(instance).Effects;
        effects.OfType<Effect.StartSandbox>().Count().ShouldBe(1);
        effects.OfType<Effect.Say>().ShouldHaveSingleItem().Text.ShouldEndWith(": It ended and nobody saw how. It is started again.");

        (instance.State, instance.Crashes, instance.Epoch).ShouldBe((InstanceState.Starting, 0, 2));
    }

    [Fact]
    public void A_sandbox_that_is_lost_soon_after_its_start_waits_as_one_that_crashed()
    {
        var world = new World();
        world.Serve();
        var instance = world.Instances.Single();

        for (var lost = 1; lost <= 3; lost++)
        {
            world.Wait(TimeSpan.FromSeconds(5));
            world.Lose(instance).Effects.OfType<Effect.StartSandbox>().ShouldBeEmpty();
            (instance.State, instance.Crashes, instance.Reason!.Code).ShouldBe((InstanceState.Backoff, lost, "lost"));
            world.Wait(instance.NextTryAt!.Value - world.Now).Effects.OfType<Effect.StartSandbox>().Count().ShouldBe(1);
        }
        (instance.StartedAt - instance.CreatedAt)!.Value.TotalSeconds.ShouldBeInRange(85, 95);
    }

    [Fact]
    public void A_sandbox_that_is_lost_with_its_machine_is_replaced_at_once_however_young_it_is()
    {
        var world = new World();
        world.Serve();
        var instance = world.Instances.Single();
        world.Wait(TimeSpan.FromSeconds(5));

        var effects = world.LoseMachine(instance).Effects;
        effects.OfType<Effect.StartSandbox>().Count().ShouldBe(1);
        effects.OfType<Effect.Say>().ShouldHaveSingleItem().Text.ShouldEndWith(": Its machine m3 is down. It is started again.");

        (instance.State, instance.Crashes).ShouldBe((InstanceState.Starting, 0));
    }

    [Fact]
    public void A_release_whose_sandboxes_are_lost_as_they_start_fails()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Built(release);

        for (var lost = 0; lost < 3; lost++)
        {
            world.Wait(TimeSpan.FromSeconds(1));
            world.Lose(world.Instances.Single());
        }

        (release.State, release.Reason!.Code).ShouldBe((ReleaseState.Failed, "lost"));
    }

    [Fact]
    public void An_outage_is_no_crash_however_often_it_is_met()
    {
        var world = new World();
        world.Serve();
        var instance = world.Instances.Single();
        for (var met = 0; met < 10; met++)
        {
            world.Sandboxes[instance.SandboxId!.Value] = new SandboxObservation(SandboxCondition.Exited, new Reason("key_service_away", "It is away.")) { Outage = true };
            world.Reconcile();
            (instance.State, instance.Crashes, instance.Reason!.Code).ShouldBe((InstanceState.Backoff, 0, "key_service_away"));
            (instance.NextTryAt!.Value - world.Now).TotalSeconds.ShouldBeInRange(10, 11);
            world.Wait(instance.NextTryAt!.Value - world.Now);
        }
    }

    [Fact]
    public void A_release_that_meets_nothing_but_an_outage_fails_at_its_deadline_with_what_was_in_its_way()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Built(release);
        for (var wait = 0; wait < 30 && release.State == ReleaseState.Starting; wait++)
        {
            if (world.Instances.Single() is { SandboxId: { } sandbox })
                world.Sandboxes[sandbox] = new SandboxObservation(SandboxCondition.Exited, new Reason("key_service_away", "It is away.")) { Outage = true };
            world.Reconcile();
            world.Wait(TimeSpan.FromSeconds(12));
        }
        (release.State, release.Reason!.Code).ShouldBe((ReleaseState.Failed, "start_timeout"));
        release.Reason.Message.ShouldEndWith("It is away.");
        (world.Now - World.Began).TotalMinutes.ShouldBeInRange(4.9, 6);
    }

    [Fact]
    public void A_sandbox_of_which_there_is_no_trace_is_started_at_once()
    {
        var world = new World();
        world.Serve();
        var instance = world.Instances.Single();
        world.Sandboxes.Clear();

        world.Reconcile().Effects.OfType<Effect.StartSandbox>().Count().ShouldBe(1);

        (instance.State, instance.Crashes, instance.Epoch).ShouldBe((InstanceState.Starting, 0, 2));
    }

    [Fact]
    public void An_unhealthy_one_whose_end_does_not_come_waits_with_the_reason_that_it_was_ended_for()
    {
        var world = new World();
        world.Serve();
        var instance = world.Instances.Single();
        world.See(instance, SandboxCondition.Unhealthy, new Reason("health_status", "It answered /healthz with 500."));
        world.Sandboxes[instance.SandboxId!.Value] = new SandboxObservation(SandboxCondition.Ending, new Reason("ending", "It is being ended."));

        world.Wait(TimeSpan.FromSeconds(44));
        instance.State.ShouldBe(InstanceState.Unhealthy);
        world.Wait(TimeSpan.FromSeconds(1));

        (instance.State, instance.Reason!.Code).ShouldBe((InstanceState.Backoff, "health_status"));
    }

    [Fact]
    public void How_old_a_lost_sandbox_was_counts_from_its_start_and_not_from_when_it_was_healthy()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Built(release);
        var instance = world.Instances.Single();
        world.Wait(TimeSpan.FromSeconds(40));
        world.See(instance, SandboxCondition.Healthy);
        world.Wait(TimeSpan.FromSeconds(20));

        world.Lose(instance).Effects.OfType<Effect.StartSandbox>().Count().ShouldBe(1);
    }

    [Fact]
    public void What_a_starting_instance_waits_for_is_said_at_once_and_is_why_its_release_fails()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Built(release);
        var instance = world.Instances.Single();

        world.See(instance, SandboxCondition.Up, new Reason("health_status", "It answered /healthz with 500."));
        (instance.State, instance.Reason!.Code).ShouldBe((InstanceState.Starting, "health_status"));
        world.Wait(TimeSpan.FromSeconds(60));

        (release.State, release.Reason!.Code).ShouldBe((ReleaseState.Failed, "health_status"));
    }

    [Fact]
    public void One_of_a_release_that_has_served_and_never_listens_again_waits_as_one_that_crashed()
    {
        var world = new World();
        world.Serve();
        var instance = world.Instances.Single();
        world.Crash(instance);
        world.Wait(instance.NextTryAt!.Value - world.Now);
        instance.State.ShouldBe(InstanceState.Starting);

        world.Wait(TimeSpan.FromSeconds(60));

        (instance.State, instance.Crashes, instance.Reason!.Code).ShouldBe((InstanceState.Backoff, 2, "not_listening"));
    }

    [Fact]
    public void An_instance_that_crashes_while_its_release_starts_is_tried_again_a_second_later()
    {
        var world = new World();
        var release = world.Push();
        world.Reconcile();
        world.Built(release);
        var instance = world.Instances.Single();

        world.Crash(instance).Effects.OfType<Effect.StartSandbox>().ShouldBeEmpty();

        (instance.NextTryAt - world.Now).ShouldBe(TimeSpan.FromSeconds(1));
    }
}
