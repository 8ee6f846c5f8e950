using System.Text.Json;
using CodeRunner.Api.Access;
using CodeRunner.Api.Alerts;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Limiting;
using CodeRunner.Api.Live;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Api.Releases;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core;
using CodeRunner.Core.Alerts;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Scaling;
using CodeRunner.Core.Templates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Deployments;

/// <summary>All that changes a deployment: under its row's lock, told to Workers when it commits.</summary>
internal sealed class DeploymentCommands(
    CodeRunnerDb db, Visibility visibility, DeploymentViews views, ReleaseCommands releases, LimitCheck limits, Announcements announcements, AlertCommands alerts, AuditTrail audit, TimeProvider time)
{
    public const int MostPerProject = 100;

    private const int SlugLength = 40;

    public Task<Results<Created<DeploymentResponse>, ProblemHttpResult>> CreateAsync(
        Guid projectId, CreateDeploymentRequest request, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<Created<DeploymentResponse>, ProblemHttpResult>>(
            async () =>
            {
                var seen = await visibility.LockProjectAsync(projectId, caller, Right.Deploy, request.Environment, cancellationToken);
                if (!seen.TryGet(out _, out var refusal))
                {
                    if (seen.Denied is not null)
                        await audit.DenyAsync(projectId, caller, "deployment.create", AuditEvent.Cut(request.Name), request.Environment, cancellationToken);
                    return refusal;
                }
                if (await db.Deployments.CountAsync(each => each.ProjectId == projectId, cancellationToken) >= MostPerProject)
                    return Refusal.Conflict($"The project has {MostPerProject} deployments, which is the most: delete one first.");
                var deployment = await NewAsync(projectId, request, cancellationToken);
                if (await IsTakenAsync(deployment, cancellationToken))
                    return NameTaken(deployment);
                db.Deployments.Add(deployment);
                db.AlertRules.AddRange(AlertRule.Defaults(deployment.Id, time.GetUtcNow()));
                await db.SaveChangesAsync(cancellationToken);
                announcements.Add(deployment);
                await audit.AddAsync(deployment, caller, "deployment.create", new { deployment.Name }, cancellationToken);
                return TypedResults.Created($"/api/deployments/{deployment.Id}", await views.ShowAsync(deployment, cancellationToken));
            },
            cancellationToken);

    /// <summary>What changes how instances run makes a new release.</summary>
    public Task<Results<Ok<DeploymentResponse>, ProblemHttpResult>> UpdateAsync(
        Guid id, UpdateDeploymentRequest request, Caller caller, CancellationToken cancellationToken) =>
        LockedAsync<Ok<DeploymentResponse>>(id, caller, Right.Configure, "deployment.change", async deployment =>
        {
            if (deployment.DesiredState == DesiredState.Deleted)
                return Refusal.Conflict("The deployment is being deleted.");
            deployment.Rename(request.Name?.Trim() ?? deployment.Name);
            if (await IsTakenAsync(deployment, cancellationToken))
                return NameTaken(deployment);
            if (await FindUnknownAsync(deployment, request, cancellationToken) is { } unknown)
                return Refusal.Invalid("variableTemplates", $"There is no template of variables \"{unknown}\".");
            deployment.VariableTemplates = request.VariableTemplates is { } needed ? [.. needed.Distinct()] : deployment.VariableTemplates;
            deployment.Ingress = deployment.Ingress.Merge(request.Ingress);
            await db.NotifyRoutesAsync(id, cancellationToken);
            if (Apply(request, deployment) && await releases.ReconfigureAsync(deployment, caller, cancellationToken) is { } full)
                return full;
            await db.SaveChangesAsync(cancellationToken);
            await audit.AddAsync(deployment, caller, "deployment.change", new { deployment.Name, changed = Named(request) }, cancellationToken);
            return TypedResults.Ok(await views.ShowAsync(deployment, cancellationToken));
        }, cancellationToken);

    public Task<Results<Accepted<DeploymentResponse>, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, CancellationToken cancellationToken) =>
        CommandAsync(id, caller, Right.Configure, "deployment.delete", deployment =>
        {
            deployment.Delete();
            return null;
        }, cancellationToken);

    /// <summary>Runs a command that says why not, or null when it was taken. The audit log has it as <paramref name="action"/>.</summary>
    public Task<Results<Accepted<DeploymentResponse>, ProblemHttpResult>> CommandAsync(
        Guid id, Caller caller, Right right, string action, Func<Deployment, string?> command, CancellationToken cancellationToken) =>
        RunAsync(id, caller, right, action, deployment => Task.FromResult(command(deployment)), cancellationToken);

    /// <summary>Who scales by hand what scales by itself wants it so: it is left alone until somebody resumes that.</summary>
    public Task<Results<Accepted<DeploymentResponse>, ProblemHttpResult>> ScaleAsync(Guid id, int instances, Caller caller, CancellationToken cancellationToken) =>
        RunAsync(id, caller, Right.Deploy, "deployment.scale", async deployment =>
        {
            if (!deployment.TryScale(instances, out var reason))
                return reason;
            if (await db.ScalesItselfAsync(id, cancellationToken))
                deployment.SuspendScaling(caller.Id, time.GetUtcNow());
            return null;
        }, cancellationToken);

    private Task<Results<Accepted<DeploymentResponse>, ProblemHttpResult>> RunAsync(
        Guid id, Caller caller, Right right, string action, Func<Deployment, Task<string?>> command, CancellationToken cancellationToken) =>
        LockedAsync<Accepted<DeploymentResponse>>(id, caller, right, action, async deployment =>
        {
            if (await command(deployment) is { } reason)
                return Refusal.Conflict(reason);
            if (await limits.RefuseAsync(deployment, null, caller, cancellationToken) is { } tooMuch)
                return tooMuch;
            if (deployment.DesiredState == DesiredState.Deleted)
                await alerts.EndAllAsync(deployment, "The deployment is being deleted.", cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            announcements.Add(deployment);
            await audit.AddAsync(deployment, caller, action, new { deployment.Name, instances = deployment.DesiredInstances }, cancellationToken);
            return TypedResults.Accepted($"/api/deployments/{id}", await views.ShowAsync(deployment, cancellationToken));
        }, cancellationToken);

    private Task<Results<TDone, ProblemHttpResult>> LockedAsync<TDone>(
        Guid id, Caller caller, Right right, string action, Func<Deployment, Task<Results<TDone, ProblemHttpResult>>> change, CancellationToken cancellationToken)
        where TDone : IResult => db.InTransactionAsync<Results<TDone, ProblemHttpResult>>(
        async () =>
        {
            var seen = await visibility.LockDeploymentAsync(id, caller, right, cancellationToken);
            if (!seen.TryGet(out var deployment, out var refusal))
            {
                await audit.DenyAsync(seen.Denied, caller, action, cancellationToken);
                return refusal;
            }
            await db.NotifyAsync(id, cancellationToken);
            return await change(deployment);
        },
        cancellationToken);

    private async Task<Deployment> NewAsync(Guid projectId, CreateDeploymentRequest request, CancellationToken cancellationToken)
    {
        var name = request.Name.Trim();
        var slug = await db.ChooseSlugAsync(db.Deployments.Select(other => other.Slug), name, SlugLength, cancellationToken);
        return new Deployment(projectId, name, slug, request.Environment!.Value, request.Instances ?? 1, time.GetUtcNow())
        {
            Settings = new BuildSettings().Merge(request.Runtime, request.BuildCommand, request.StartCommand, request.HealthPath),
            Limits = Limits.Default.Merge(request.Limits),
            Egress = request.Egress ?? Egress.Internet,
            Ingress = IngressLimits.Default.Merge(request.Ingress),
            DrainSeconds = request.DrainSeconds ?? Deployment.DefaultDrainSeconds,
        };
    }

    /// <summary>Those that it needs already may have been deleted: whoever reads them and writes them back changes nothing.</summary>
    private Task<string?> FindUnknownAsync(Deployment deployment, UpdateDeploymentRequest request, CancellationToken cancellationToken) =>
        db.FindUnknownTemplateAsync(deployment.ProjectId, [.. (request.VariableTemplates ?? []).Except(deployment.VariableTemplates)], cancellationToken);

    private Task<bool> IsTakenAsync(Deployment deployment, CancellationToken cancellationToken) => db.Deployments.AnyAsync(
        each => each.ProjectId == deployment.ProjectId && each.Environment == deployment.Environment && each.Name == deployment.Name && each.Id != deployment.Id,
        cancellationToken);

    /// <summary>What is set, without what to: a command may hold what nobody else is to see.</summary>
    private static IEnumerable<string> Named(UpdateDeploymentRequest request) =>
        JsonSerializer.SerializeToNode(request, Wire.Json)!.AsObject().Where(each => each.Value is not null).Select(each => each.Key);

    /// <summary>Whether what instances run with has changed. Runtime and commands are the next build's; how long to drain is asked anew each time.</summary>
    private static bool Apply(UpdateDeploymentRequest request, Deployment deployment)
    {
        var before = (deployment.Settings.HealthPath, deployment.Limits, deployment.Egress);
        deployment.DrainSeconds = request.DrainSeconds ?? deployment.DrainSeconds;
        deployment.Settings = deployment.Settings.Merge(request.Runtime, request.BuildCommand, request.StartCommand, request.HealthPath);
        deployment.Limits = deployment.Limits.Merge(request.Limits);
        deployment.Egress = request.Egress ?? deployment.Egress;
        return before != (deployment.Settings.HealthPath, deployment.Limits, deployment.Egress);
    }

    private static ProblemHttpResult NameTaken(Deployment deployment) =>
        Refusal.Conflict($"There is a deployment of this name in {deployment.Environment.ToString().ToLowerInvariant()}.");
}
