using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Reconciling.Model;

public sealed class ModelTests
{
    /// <summary>More are run where CODERUNNER_TEST_SEQUENCES says so.</summary>
    private static readonly int Sequences = int.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_TEST_SEQUENCES"), out var asked) ? asked : 1000;

    [Fact]
    public void Whatever_happens_in_any_order_it_comes_to_rest_as_what_was_wanted() => Prop.ForAll(OpSequences.Any(longest: 40), ops =>
    {
        var world = new Simulation(new Invariants());
        foreach (var op in ops)
            world.Do(op);
        world.ComeToRest();
        BeWhatWasWanted(world);
        world.Do(new Op.Start());
        world.ComeToRest();
        BeWhatWasWanted(world);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Sequences));

    private static void BeWhatWasWanted(Simulation world)
    {
        var deployment = world.Deployment;
        world.Machine.Sandboxes.Count.ShouldBe(world.Instances.Count, "a sandbox for each instance");
        if (deployment.DesiredState == DesiredState.Deleted)
            world.Erased.ShouldBeTrue("what was deleted is gone");
        else if (deployment.DesiredState == DesiredState.Stopped)
            (deployment.State, world.Instances.Count).ShouldBe((DeploymentState.Stopped, 0));
        else
            Run(world);
    }

    private static void Run(Simulation world)
    {
        var deployment = world.Deployment;
        world.Releases.ShouldAllBe(each => each.Ended || each.State == ReleaseState.Serving);
        if (world.Newest is { } newest)
            EndAsItsAppDoes(world, newest);
        if (deployment.ServingReleaseId is null)
        {
            world.Instances.ShouldBeEmpty();
            return;
        }
        world.Instances.Count.ShouldBe(deployment.DesiredInstances);
        world.Instances.ShouldAllBe(each =>
            each.State == InstanceState.Running && each.ReleaseId == deployment.ServingReleaseId && each.RestartCount == deployment.RestartCount);
        (deployment.State, deployment.Reason).ShouldBe((DeploymentState.Running, null));
    }

    /// <summary>The newest wins if its app is good and nobody took it back; else it says why not, and what served before goes on.</summary>
    private static void EndAsItsAppDoes(Simulation world, CodeRunner.Core.Releases.Release newest)
    {
        if (newest.CancelRequestedAt is not null && newest.ServedAt is null)
            newest.State.ShouldBe(ReleaseState.Cancelled);
        else if (world.Disturbed.Contains(newest.Id) && newest.State == ReleaseState.Failed)
            newest.Reason.ShouldNotBeNull();
        else if (world.KindOf(newest) is AppKind.Good or AppKind.CrashesLater or AppKind.IgnoresStop)
            (newest.State, world.Deployment.ServingReleaseId).ShouldBe((ReleaseState.Serving, newest.Id));
        else
            (newest.State, newest.Reason?.Code).ShouldBe((ReleaseState.Failed, world.KindOf(newest) switch
            {
                AppKind.FailsToBuild => "build_failed",
                AppKind.Crashes => "crashed",
                _ => "not_listening",
            }));
    }
}
