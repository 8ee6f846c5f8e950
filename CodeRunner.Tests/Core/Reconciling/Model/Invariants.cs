using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using Outcome = CodeRunner.Core.Deployments.Reconciling.Outcome;

namespace CodeRunner.Tests.Core.Reconciling.Model;

/// <summary>What holds after every single look, whatever happened before it.</summary>
internal sealed class Invariants
{
    private int served;
    private bool answered;

    /// <summary>An app that answers does so after the look too, unless its owner wants it to stop: whatever is deployed, restarted or scaled.</summary>
    public void Before(Simulation world) => answered = world.Deployment.DesiredState == DesiredState.Running
        && world.Routed.Any(each => each.SandboxId is { } id && world.Machine.Sandboxes.GetValueOrDefault(id)?.Condition is SandboxCondition.Healthy or SandboxCondition.Up);

    public void Check(Simulation world, Outcome outcome)
    {
        CheckReleases(world);
        CheckCounts(world);
        CheckEffects(world, outcome);
        if (answered)
            world.Routed.ShouldNotBeEmpty("it answered before, and nobody wanted it to stop");
    }

    public void CheckSecondLook(Simulation world, Outcome again)
    {
        // Removing files is asked for until it is done.
        if (world.Deployment.DesiredState == DesiredState.Deleted && world.Instances.Count == 0)
            return;
        again.Steps.ShouldBeEmpty("a second look decides something");
        again.Effects.ShouldBeEmpty();
        again.StateChanged.ShouldBeFalse();
    }

    private void CheckReleases(Simulation world)
    {
        foreach (var state in (ReleaseState[])[ReleaseState.Building, ReleaseState.Starting, ReleaseState.Serving])
            world.Releases.Count(each => each.State == state).ShouldBeLessThanOrEqualTo(1, $"releases {state}");
        var serving = world.Releases.Find(each => each.Id == world.Deployment.ServingReleaseId);
        if (served > 0)
            serving.ShouldNotBeNull("a release served, and none does any more");
        if (serving is null)
            return;
        serving.State.ShouldBe(ReleaseState.Serving);
        serving.Number.ShouldBeGreaterThanOrEqualTo(served, "an older release took over");
        if (serving.Number > served)
            world.Routed.Count().ShouldBeGreaterThanOrEqualTo(Math.Max(1, world.Deployment.DesiredInstances), "it took over before all its instances were healthy");
        served = serving.Number;
    }

    private static void CheckCounts(Simulation world)
    {
        var most = Math.Max(1, world.Deployment.DesiredInstances);
        var live = world.Instances.Where(each => each.State != InstanceState.Stopping).ToList();
        foreach (var release in live.GroupBy(each => each.ReleaseId))
        {
            var state = world.Releases.Single(each => each.Id == release.Key).State;
            state.ShouldBeOneOf(ReleaseState.Starting, ReleaseState.Serving);
            release.Count().ShouldBeLessThanOrEqualTo(state == ReleaseState.Serving ? 2 * most : most, $"instances of the release that is {state}");
        }
        if (world.Deployment.DesiredState != DesiredState.Running)
            live.ShouldBeEmpty("nothing shall run");
    }

    private static void CheckEffects(Simulation world, Outcome outcome)
    {
        var sandboxes = world.Instances.Select(each => each.SandboxId).OfType<Guid>().ToHashSet();
        foreach (var effect in outcome.Effects)
        {
            if (effect is Effect.StartSandbox start)
            {
                world.Instances.ShouldContain(start.Instance);
                (start.Instance.SandboxId, start.Release.Id).ShouldBe((start.SandboxId, start.Instance.ReleaseId));
                world.Deployment.DesiredState.ShouldBe(DesiredState.Running);
            }
            else if (effect is Effect.StartBuild build)
            {
                build.Release.State.ShouldBe(ReleaseState.Building);
            }
            else if (effect is Effect.EndSandbox end)
            {
                sandboxes.ShouldContain(end.SandboxId);
            }
            else if (effect is Effect.RetireSandbox retire)
            {
                sandboxes.ShouldNotContain(retire.SandboxId, "an instance still names it");
            }
        }
        world.Machine.Sandboxes.Keys
            .Except(sandboxes)
            .Except(outcome.Effects.OfType<Effect.RetireSandbox>().Select(each => each.SandboxId))
            .ShouldBeEmpty("a sandbox runs that no instance names");
    }
}
