using CodeRunner.Core.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Builds.Retention;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Deployments;

/// <summary>Carries out what was decided, after it was stored. Nothing here waits for an app or a build.</summary>
internal sealed class EffectRunner(SandboxRunner sandboxes, BuildRunner builds, DeploymentFiles files, ArtifactLoop artifacts, SystemLog log)
{
    public async Task RunAsync(Ownership ownership, Deployment deployment, IReadOnlyList<Effect> effects)
    {
        // What to do comes before what to say: a full log must not hold up an app.
        foreach (var effect in effects)
            Do(ownership, deployment, effect);
        foreach (var say in effects.OfType<Effect.Say>())
            await log.SayAsync(ownership, deployment.ProjectId, say.ReleaseId, say.InstanceId, say.Text, ownership.Token);
    }

    private void Do(Ownership ownership, Deployment deployment, Effect effect)
    {
        switch (effect)
        {
            case Effect.StartBuild(var release):
                builds.Start(new BuildRequest(ownership, deployment.ProjectId, release.Id, release.Number, release.Source, release.Settings) { Pins = release.Pins, TraceParent = release.TraceParent });
                break;
            case Effect.EndBuild(var releaseId):
                builds.End(releaseId);
                break;
            case Effect.StartSandbox(var instance, var sandboxId, var release):
                sandboxes.Start(ownership, deployment, instance, sandboxId, release);
                break;
            case Effect.EndSandbox(var sandboxId):
                sandboxes.End(ownership, sandboxId);
                break;
            case Effect.RetireSandbox(var sandboxId):
                sandboxes.Retire(ownership, sandboxId, null);
                break;
            case Effect.TidyArtifacts:
                artifacts.TidySoon(deployment.ProjectId);
                break;
            case Effect.RemoveFiles:
                files.Remove(ownership);
                break;
        }
    }
}
