using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Releases;

namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>Applies steps to the entities of a snapshot and collects what must be done outside.</summary>
internal sealed class Changeset(Snapshot snapshot, string nodeId)
{
    private readonly List<Step> steps = [];
    private readonly List<Effect> effects = [];
    private readonly List<Instance> created = [];
    private readonly List<Instance> removed = [];

    /// <summary>Whether the rest waits for an effect to be carried out.</summary>
    public bool Halted { get; private set; }

    public IEnumerable<Step> LastSteps => steps.TakeLast(5);

    private DateTimeOffset Now => snapshot.Now;

    public void Apply(Step step)
    {
        steps.Add(step);
        switch (step)
        {
            case Step.Create or Step.Launch or Step.MarkRunning or Step.Note or Step.Sicken or Step.BackOff or Step.Stop or Step.End or Step.Remove:
                ApplyToInstance(step);
                break;
            case Step.RemoveFiles:
                effects.Add(new Effect.RemoveFiles());
                Halted = true;
                break;
            case Step.Erase:
                Halted = true;
                break;
            default:
                ApplyToRelease(step);
                break;
        }
    }

    public Outcome Finish(DateTimeOffset? wakeAt)
    {
        var (before, (state, reason)) = (snapshot.Deployment.State, ShownState.Of(snapshot));
        var changed = snapshot.Deployment.Observe(state, reason);
        if (before != state && state == DeploymentState.Sleeping)
            effects.Add(new Effect.Say("It sleeps until a request comes.", null, null));
        return new Outcome(steps, effects, [.. created.Except(removed)], [.. removed.Except(created)], changed, steps.Exists(step => step is Step.Erase), wakeAt);
    }

    private void ApplyToRelease(Step step)
    {
        switch (step)
        {
            case Step.Build(var release):
                release.Build(Now);
                snapshot.Builds[release.Id] = BuildObservation.Running;
                effects.Add(new Effect.StartBuild(release));
                break;
            case Step.AwaitTurn(var release, var reason):
                if (release.Reason is null)
                    Say($"Release {release.Number} waits: {reason.Message}", release);
                release.AwaitTurn(reason);
                break;
            case Step.BeginBuild(var release):
                release.Build(Now);
                break;
            case Step.TakeArtifact(var release, var artifact):
                snapshot.Builds.Remove(release.Id);
                release.Built(artifact, Now);
                Say($"Release {release.Number} is built and starts.", release);
                break;
            case Step.Requeue(var release, var why):
                release.Queue(Now);
                Say($"Release {release.Number} is queued again: {why}.", release);
                break;
            case Step.Interrupt(var release):
                release.Interrupt(Now);
                Say($"Release {release.Number} is queued again: its build was interrupted.", release);
                break;
            case Step.Begin(var release):
                release.Start(Now);
                Say($"Release {release.Number} starts.", release);
                break;
            case Step.Promote(var release):
                Promote(release);
                break;
            default:
                EndRelease(step);
                break;
        }
    }

    private void Promote(Release release)
    {
        var before = snapshot.Serving;
        release.Serve(Now);
        snapshot.Deployment.Serve(release.Id);
        if (before is not null && before != release)
            before.Supersede(Now);
        effects.Add(new Effect.TidyArtifacts());
        Say($"Release {release.Number} is serving.", release);
    }

    private void EndRelease(Step step)
    {
        switch (step)
        {
            case Step.Supersede(var release, var why):
                release.Supersede(Now);
                EndBuild(release);
                Say($"Release {release.Number} is superseded: {why}.", release);
                break;
            case Step.Cancel(var release):
                release.Cancel(Now);
                EndBuild(release);
                Say($"Release {release.Number} is cancelled.", release);
                break;
            case Step.Fail(var release, var reason) when !release.Ended:
                release.Fail(reason, Now);
                EndBuild(release);
                Say($"Release {release.Number} failed: {reason.Message}", release);
                break;
        }
    }

    private void EndBuild(Release release)
    {
        effects.Add(new Effect.TidyArtifacts());
        if (snapshot.Builds.ContainsKey(release.Id))
            effects.Add(new Effect.EndBuild(release.Id));
    }

    private void ApplyToInstance(Step step)
    {
        switch (step)
        {
            case Step.Create(var release):
                var made = new Instance(snapshot.Deployment.Id, release.Id, nodeId, snapshot.Deployment.RestartCount, Now);
                created.Add(made);
                snapshot.Instances.Add(made);
                break;
            case Step.Launch(var instance, _):
                if (snapshot.Sandbox(instance) is { Condition: SandboxCondition.Lost, Reason: { } lost })
                    Say($"Instance {Short(instance)}: {lost.Message} It is started again.", instance);
                Launch(instance);
                break;
            case Step.MarkRunning(var instance):
                instance.Serve(Now);
                break;
            case Step.Note(var instance, var reason):
                instance.Note(reason);
                break;
            case Step.Sicken(var instance, var reason):
                instance.Sicken(reason, Now);
                Say($"Instance {Short(instance)} is unhealthy and is replaced: {reason.Message}", instance);
                break;
            case Step.BackOff(var instance, var reason, var crashes, var nextTryAt):
                Say($"Instance {Short(instance)}: {reason.Message} Next try in {Words.Of(nextTryAt - Now)}.", instance);
                Retire(instance);
                instance.BackOff(reason, crashes, nextTryAt, Now);
                break;
            default:
                EndInstance(step);
                break;
        }
    }

    private void EndInstance(Step step)
    {
        switch (step)
        {
            case Step.Stop(var instance, _):
                instance.Stop(Now);
                break;
            case Step.End({ SandboxId: { } sandboxId }, _):
                snapshot.Sandboxes[sandboxId] = SandboxObservation.Ending;
                effects.Add(new Effect.EndSandbox(sandboxId));
                break;
            case Step.Remove(var instance):
                Retire(instance);
                instance.Exit(null, Now);
                snapshot.Instances.Remove(instance);
                removed.Add(instance);
                break;
        }
    }

    private void Launch(Instance instance)
    {
        Retire(instance);
        var sandboxId = Guid.CreateVersion7(Now);
        instance.Start(sandboxId, nodeId, Now);
        snapshot.Sandboxes[sandboxId] = SandboxObservation.Launching;
        effects.Add(new Effect.StartSandbox(instance, sandboxId, snapshot.Releases.First(release => release.Id == instance.ReleaseId)));
    }

    private void Retire(Instance instance)
    {
        if (instance.SandboxId is { } old)
            effects.Add(new Effect.RetireSandbox(old));
    }

    private void Say(string text, Release release) => effects.Add(new Effect.Say(text, release.Id, null));

    private void Say(string text, Instance instance) => effects.Add(new Effect.Say(text, instance.ReleaseId, instance.Id));

    private static string Short(Instance instance) => instance.Id.ToString()[^6..];
}
