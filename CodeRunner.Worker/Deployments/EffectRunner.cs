using CodeRunner.Core.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Builds.Retention;
using CodeRunner.Worker.Logs;

namespace CodeRunner.Worker.Deployments;

/// <summary>Carries out what was decided, after it was stored. Nothing here waits for an app or a build.</summary>
internal sealed class EffectRunner(SandboxRunner sandboxes, BuildRunner builds, DeploymentFiles files, ArtifactLoop artifacts, SystemLog log)
{
    public async Task RunAsync(Deployment deployment, IReadOnlyList<Effect> effects, CancellationToken term)
    {
        // What to do comes before what to say: a full log must not hold up an app.
        foreach (var effect in effects)
            Do(deployment, effect, term);
        foreach (var say in effects.OfType<Effect.Say>())
            await log.SayAsync(deployment.ProjectId, deployment.Id, say.ReleaseId, say.InstanceId, say.Text, term);
    }

    private void Do(Deployment deployment, Effect effect, CancellationToken term)
    {
        switch (effect)
        {
            case Effect.StartBuild(var release):
                builds.Start(
                    new BuildRequest(deployment.ProjectId, deployment.Id, release.Id, release.Number, release.Source, release.Settings), term);
                break;
            case Effect.EndBuild(var releaseId):
                builds.End(releaseId);
                break;
            case Effect.StartSandbox(var instance, var sandboxId, var release):
                sandboxes.Start(deployment.ProjectId, instance, sandboxId, release, term);
                break;
            case Effect.EndSandbox(var sandboxId):
                sandboxes.End(sandboxId, term);
                break;
            case Effect.RetireSandbox(var sandboxId):
                sandboxes.Retire(sandboxId, null, term);
                break;
            case Effect.TidyArtifacts:
                artifacts.TidySoon(deployment.ProjectId);
                break;
            case Effect.RemoveFiles:
                files.Remove(deployment.Id, term);
                break;
        }
    }
}
