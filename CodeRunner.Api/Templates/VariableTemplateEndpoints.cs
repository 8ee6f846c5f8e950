using CodeRunner.Api.Access;
using CodeRunner.Api.Configuration;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Templates;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Templates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Templates;

/// <summary>A project's own templates of variables, over HTTP.</summary>
internal static class VariableTemplateEndpoints
{
    public static RouteGroupBuilder MapVariableTemplates(this RouteGroupBuilder api)
    {
        var ofProject = api.MapGroup("/projects/{id:guid}/templates").WithTags("Templates");
        ofProject.MapGet("/", ListAsync).Describe("The project's own templates of variables, in their newest versions", 400, 401, 403, 404, 429).Example(null, Examples.OwnTemplates);
        ofProject.MapPost("/", CreateAsync).Describe("Make a template of variables (maintainers of all environments)", 400, 401, 403, 404, 409, 413, 422, 429)
            .Example(Examples.TemplateRequest, Examples.OwnTemplate);

        var templates = api.MapGroup("/templates/{id:guid}").WithTags("Templates");
        templates.MapGet("/", GetAsync).Describe("One of a project's own templates: its newest version, or the one that is asked for", 400, 401, 403, 404, 429)
            .Example(null, Examples.OwnTemplate);
        templates.MapPut("/", PutAsync)
            .Describe("Make a template's next version; the newest twenty are kept; If-Match guards it (maintainers of all environments)", 400, 401, 403, 404, 409, 412, 413, 429)
            .Example(Examples.TemplateRequest, Examples.OwnTemplate);
        templates.MapDelete("/", DeleteAsync)
            .Describe("Delete a template that no deployment needs; configurations keep what it filled in (maintainers of all environments)", 401, 403, 404, 409, 429)
            .Example(null, null);
        templates.MapGet("/versions", VersionsAsync).Describe("A template's versions that are kept, newest first", 400, 401, 403, 404, 429)
            .Example(null, Examples.TemplateVersions);
        return api;
    }

    private static async Task<Results<Ok<Page<TemplateResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.ProjectAsync(id, caller, Right.Read, null, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var rows = await db.NewestTemplatesOf(id)
            .Where(each => each.Template.Id < page.Before)
            .OrderByDescending(each => each.Template.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, each => each.Template.Id, each => each.Show()));
    }

    private static async Task<Results<Created<TemplateResponse>, ProblemHttpResult>> CreateAsync(
        Guid id, TemplateRequest request, Caller caller, VariableTemplateCommands templates, CancellationToken cancellationToken) =>
        Check(request).Any(out var invalid) ? invalid : await templates.CreateAsync(id, request, caller, cancellationToken);

    private static async Task<Results<Ok<TemplateResponse>, ProblemHttpResult>> GetAsync(
        Guid id, int? version, Caller caller, VariableTemplateCommands templates, CodeRunnerDb db, HttpContext context, CancellationToken cancellationToken)
    {
        var (projectId, refusal) = await templates.FindProjectAsync(id, caller, cancellationToken);
        if (refusal is not null)
            return refusal;
        if (await db.FindTemplateAsync(projectId, id.ToString(), version, cancellationToken) is not { } found)
            return Refusal.NotFound();
        context.Response.Headers.ETag = Precondition.Tag(found.Version);
        return TypedResults.Ok(found);
    }

    private static async Task<Results<Ok<TemplateResponse>, ProblemHttpResult>> PutAsync(
        Guid id, TemplateRequest request, Precondition condition, Caller caller, VariableTemplateCommands templates, HttpContext context, CancellationToken cancellationToken)
    {
        if (Check(request).Any(out var invalid))
            return invalid;
        var answer = await templates.PutAsync(id, request, condition, caller, cancellationToken);
        if (answer.Result is Ok<TemplateResponse> { Value: { } made })
            context.Response.Headers.ETag = Precondition.Tag(made.Version);
        return answer;
    }

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, Caller caller, VariableTemplateCommands templates, CancellationToken cancellationToken) => templates.DeleteAsync(id, caller, cancellationToken);

    private static async Task<Results<Ok<Page<TemplateVersionResponse>>, ProblemHttpResult>> VersionsAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, VariableTemplateCommands templates, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var (_, refusal) = await templates.FindProjectAsync(id, caller, cancellationToken);
        if (refusal is not null)
            return refusal;
        var rows = await (
            from version in db.VariableTemplateVersions.AsNoTracking()
            join user in db.Users on version.CreatedBy equals (Guid?)user.Id into makers
            from maker in makers.DefaultIfEmpty()
            where version.TemplateId == id && version.Id < page.Before
            orderby version.Id descending
            select new { version, Email = (string?)maker.Email }).Take(page.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(
            rows, row => row.version.Id, row => new TemplateVersionResponse(row.version.Number, row.Email, row.version.CreatedAt, row.version.Keys.Count)));
    }

    private static Faults Check(TemplateRequest request)
    {
        var faults = new Faults()
            .Length(request.Name, "name", 1, TemplateRules.MostNameLength)
            .Check(!(request.Name ?? "").Any(char.IsControl), "name", "It must not have control characters.")
            .Check((request.Description ?? "").Length <= TemplateRules.MostDescriptionLength, "description", $"It must have at most {TemplateRules.MostDescriptionLength} characters.");
        foreach (var (field, text) in TemplateRules.Check(request.Keys))
            faults.Check(false, field, text);
        return faults;
    }
}
