using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using FsCheck;
using FsCheck.Fluent;
using Outcome = CodeRunner.Core.Deployments.Reconciling.Outcome;

namespace CodeRunner.Tests.Core.Reconciling;

/// <summary>Whatever people do and whatever happens to sandboxes and builds, in any order.</summary>
public sealed class ReconcilerProperties
{
    [Fact]
    public void It_comes_to_rest_and_a_second_look_decides_nothing() => Holds((world, _, _) =>
    {
        // Removing files is asked for until it is done.
        if (world.Deployment.DesiredState == DesiredState.Deleted && world.Instances.Count == 0)
            return;
        var again = world.Reconcile();
        again.Steps.ShouldBeEmpty();
        again.Effects.ShouldBeEmpty();
        again.StateChanged.ShouldBeFalse();
    });

    [Fact]
    public void There_are_never_more_instances_than_wanted_of_any_release_and_never_two_builds() => Holds((world, _, _) =>
    {
        var most = Math.Max(1, world.Deployment.DesiredInstances);
        foreach (var group in world.Instances.Where(each => each.State != InstanceState.Stopping).GroupBy(each => (each.ReleaseId, each.RestartCount)))
            group.Count().ShouldBeLessThanOrEqualTo(most);
        world.Releases.Count(each => each.State == ReleaseState.Building).ShouldBeLessThanOrEqualTo(1);
        world.Releases.Count(each => each.State == ReleaseState.Starting).ShouldBeLessThanOrEqualTo(1);
        world.Releases.Count(each => each.State == ReleaseState.Serving).ShouldBeLessThanOrEqualTo(1);
    });

    [Fact]
    public void A_release_serves_only_after_all_its_instances_were_healthy_and_the_old_one_serves_until_then() => Holds((world, before, _) =>
    {
        var serving = world.Deployment.ServingReleaseId;
        if (serving == before.Serving)
            return;
        world.Instances.Count(each => each.ReleaseId == serving && each.State == InstanceState.Running)
            .ShouldBeGreaterThanOrEqualTo(Math.Max(1, world.Deployment.DesiredInstances));
    });

    [Fact]
    public void Nothing_is_started_or_built_for_a_deployment_that_is_stopped_or_deleted() => Holds((world, _, outcome) =>
    {
        if (world.Deployment.DesiredState != DesiredState.Running)
            outcome.Effects.ShouldAllBe(effect => !(effect is Effect.StartSandbox || effect is Effect.StartBuild));
    });

    [Fact]
    public void No_sandbox_runs_that_no_instance_names() => Holds((world, _, _) =>
        world.Sandboxes.Keys.Except(world.Instances.Select(each => each.SandboxId).OfType<Guid>()).ShouldBeEmpty());

    [Fact]
    public void When_all_goes_well_from_here_it_becomes_what_is_wanted() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
    {
        var world = new World();
        foreach (var (kind, argument) in Pairs(bytes))
        {
            Happen(world, kind, argument);
            world.Reconcile();
        }
        for (var round = 0; round < 60 && !world.Erased; round++)
        {
            world.GoWell();
            world.Wait(TimeSpan.FromSeconds(31));
        }
        BeWhatIsWanted(world);
    }).QuickCheckThrowOnFailure();

    private static void BeWhatIsWanted(World world)
    {
        var deployment = world.Deployment;
        if (deployment.DesiredState == DesiredState.Deleted)
            world.Erased.ShouldBeTrue();
        else if (deployment.DesiredState == DesiredState.Stopped)
            (deployment.State, world.Instances.Count).ShouldBe((DeploymentState.Stopped, 0));
        else if (world.Releases.Exists(each => each.State == ReleaseState.Serving))
            (deployment.State, world.Instances.Count(each => each.State == InstanceState.Running), world.Instances.Count)
                .ShouldBe((DeploymentState.Running, deployment.DesiredInstances, deployment.DesiredInstances));
        else
            world.Releases.ShouldAllBe(each => each.Ended);
    }

    private static void Holds(Action<World, (Guid? Serving, int Step), Outcome> check) => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
    {
        var world = new World();
        var step = 0;
        foreach (var (kind, argument) in Pairs(bytes))
        {
            var before = (world.Deployment.ServingReleaseId, step++);
            Happen(world, kind, argument);
            var outcome = world.Reconcile();
            if (world.Erased)
                return;
            check(world, before, outcome);
        }
    }).QuickCheckThrowOnFailure();

    private static IEnumerable<(byte Kind, byte Argument)> Pairs(byte[] bytes) =>
        // Each byte is spread over more than one event, so that short arrays tell long stories.
        bytes.SelectMany(each => new[] { ((byte)(each % 16), (byte)(each / 16)), ((byte)((each * 7) % 16), (byte)(each / 3)), ((byte)((each * 13) / 16), each) });

    private static void Happen(World world, byte kind, byte argument)
    {
        switch (kind % 16)
        {
            case 0 or 1:
                world.Push();
                break;
            case 2:
                world.Deployment.TryScale(1 + (argument % 4), out _);
                break;
            case 3:
                world.Deployment.TryRestart(out _);
                break;
            case 4 when argument % 3 == 0:
                world.Deployment.TryStop(out _);
                break;
            case 5:
                world.Deployment.TryStart(out _);
                break;
            case 6 when argument % 16 == 0:
                world.Deployment.Delete();
                break;
            case 7:
                world.Releases.LastOrDefault()?.TryCancel(world.Now, out _);
                break;
            case 8 when world.Releases.Find(each => each.Artifact is not null) is { } built:
                world.Rollback(built);
                break;
            case 9 when world.Releases.Find(each => each.State == ReleaseState.Building) is { } building:
                world.BuildFailed(building);
                break;
            case 10:
                world.Wait(TimeSpan.FromSeconds(argument));
                break;
            case 11 or 12 when Running(world, argument) is { } one:
                world.See(one, kind == 11 ? SandboxCondition.Exited : SandboxCondition.Unhealthy, new Reason("bad", "Bad luck."));
                break;
            case 13 when Running(world, argument) is { SandboxId: { } lost }:
                world.Sandboxes[lost] = new SandboxObservation(SandboxCondition.Lost);
                break;
            default:
                world.GoWell();
                break;
        }
    }

    private static Instance? Running(World world, byte argument)
    {
        var all = world.Instances.Where(each => each.SandboxId is not null).ToList();
        return all.Count == 0 ? null : all[argument % all.Count];
    }
}
