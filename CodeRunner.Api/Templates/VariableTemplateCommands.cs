using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Configuration;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Templates;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Templates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Templates;

/// <summary>All that changes a project's own templates, with the project held.</summary>
internal sealed class VariableTemplateCommands(CodeRunnerDb db, Visibility visibility, AuditTrail audit, TimeProvider time)
{
    public Task<Results<Created<TemplateResponse>, ProblemHttpResult>> CreateAsync(
        Guid projectId, TemplateRequest request, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<Created<TemplateResponse>, ProblemHttpResult>>(
            async () =>
            {
                if (await RefuseAsync(projectId, caller, "template.create", request.Name!.Trim(), cancellationToken) is { } refusal)
                    return refusal;
                if (await db.VariableTemplates.CountAsync(each => each.ProjectId == projectId, cancellationToken) >= TemplateRules.MostPerProject)
                    return Refusal.Conflict($"The project has {TemplateRules.MostPerProject} templates, which is the most: delete one first.");
                var template = new VariableTemplate(projectId, caller.Id, time.GetUtcNow());
                if (await IsTakenAsync(template, request, cancellationToken))
                    return NameTaken();
                db.VariableTemplates.Add(template);
                var made = await StoreAsync(template, request, caller, "template.create", cancellationToken);
                return TypedResults.Created($"/api/templates/{template.Id}", made);
            },
            cancellationToken);

    public Task<Results<Ok<TemplateResponse>, ProblemHttpResult>> PutAsync(
        Guid id, TemplateRequest request, Precondition condition, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync<Ok<TemplateResponse>>(id, caller, "template.change", async template =>
        {
            if (!condition.Holds(template.Version))
                return Refusal.PreconditionFailed($"The template is at version {template.Version} by now: see what changed, then try again.");
            if (await IsTakenAsync(template, request, cancellationToken))
                return NameTaken();
            var made = await StoreAsync(template, request, caller, "template.change", cancellationToken);
            await db.VariableTemplateVersions.Where(version => version.TemplateId == id && version.Number <= made.Version - TemplateRules.KeptVersions).ExecuteDeleteAsync(cancellationToken);
            return TypedResults.Ok(made);
        }, cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync<NoContent>(id, caller, "template.delete", async template =>
        {
            var text = id.ToString();
            var needing = await db.Deployments
                .Where(each => each.ProjectId == template.ProjectId && each.DesiredState != DesiredState.Deleted && each.VariableTemplates.Any(needed => needed == text))
                .OrderBy(each => each.Id)
                .Select(each => each.Name)
                .FirstOrDefaultAsync(cancellationToken);
            if (needing is not null)
                return Refusal.Conflict($"The deployment {needing} needs it: take it out of its settings first.");
            db.VariableTemplates.Remove(template);
            await db.SaveChangesAsync(cancellationToken);
            await audit.AddAsync(template.ProjectId, caller, "template.delete", template.Name, null, AuditOutcome.Done, new { id, version = template.Version }, cancellationToken);
            return TypedResults.NoContent();
        }, cancellationToken);

    /// <summary>Whose template it is, or the answer that refuses to show it.</summary>
    public async Task<(Guid ProjectId, ProblemHttpResult? Refusal)> FindProjectAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var (projectId, _) = await PlaceOfAsync(id, cancellationToken);
        var seen = await visibility.ProjectAsync(projectId, caller, Right.Read, null, cancellationToken);
        return (projectId, seen.TryGet(out _, out var refusal) ? null : refusal);
    }

    /// <summary>
    /// Null when the caller may change the project's templates; what a member may not is written down. Deployments of every environment may need one, so only who has the
    /// right everywhere may.
    /// </summary>
    private async Task<ProblemHttpResult?> RefuseAsync(Guid projectId, Caller caller, string action, string name, CancellationToken cancellationToken)
    {
        var seen = await visibility.LockProjectAsync(projectId, caller, Right.Configure, null, cancellationToken);
        if (seen.By is not { } by)
            return Refusal.NotFound();
        if (by.AllowsEverywhere(Right.Configure))
            return null;
        await audit.DenyAsync(projectId, caller, action, name, null, cancellationToken);
        return Refusal.Forbidden();
    }

    private Task<Results<TDone, ProblemHttpResult>> ChangeAsync<TDone>(
        Guid id, Caller caller, string action, Func<VariableTemplate, Task<Results<TDone, ProblemHttpResult>>> change, CancellationToken cancellationToken)
        where TDone : IResult => db.InTransactionAsync<Results<TDone, ProblemHttpResult>>(
        async () =>
        {
            var (projectId, name) = await PlaceOfAsync(id, cancellationToken);
            if (await RefuseAsync(projectId, caller, action, name, cancellationToken) is { } refusal)
                return refusal;
            if (await db.VariableTemplates.SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } found)
                return Refusal.NotFound();
            return await change(found);
        },
        cancellationToken);

    private async Task<TemplateResponse> StoreAsync(VariableTemplate template, TemplateRequest request, Caller caller, string action, CancellationToken cancellationToken)
    {
        List<TemplateKey> keys = [.. request.Keys!.OfType<TemplateKey>().Select(Tidy)];
        var version = template.Change(request.Name!.Trim(), request.Runtime, request.Description?.Trim() ?? "", keys, caller.Id, time.GetUtcNow());
        db.VariableTemplateVersions.Add(version);
        await db.SaveChangesAsync(cancellationToken);
        await audit.AddAsync(
            template.ProjectId, caller, action, template.Name, null, AuditOutcome.Done, new { id = template.Id, version = version.Number, keys = keys.Select(key => key.Key) }, cancellationToken);
        return new StoredTemplate { Template = template, Version = version }.Show();
    }

    /// <summary>What is generated is a secret, whether it says so or not.</summary>
    private static TemplateKey Tidy(TemplateKey key) => key with
    {
        Secret = key.Secret || key.Generated,
        Description = string.IsNullOrWhiteSpace(key.Description) ? null : key.Description.Trim(),
    };

    /// <summary>An id that no project has where there is no such template.</summary>
    private async Task<(Guid ProjectId, string Name)> PlaceOfAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await db.VariableTemplates.Where(template => template.Id == id).Select(template => new { template.ProjectId, template.Name }).SingleOrDefaultAsync(cancellationToken);
        return (found?.ProjectId ?? Guid.Empty, found?.Name ?? "");
    }

    private Task<bool> IsTakenAsync(VariableTemplate template, TemplateRequest request, CancellationToken cancellationToken)
    {
        var name = request.Name!.Trim();
        return db.VariableTemplates.AnyAsync(each => each.ProjectId == template.ProjectId && each.Name == name && each.Id != template.Id, cancellationToken);
    }

    private static ProblemHttpResult NameTaken() => Refusal.Conflict("The project has a template of this name.");
}
