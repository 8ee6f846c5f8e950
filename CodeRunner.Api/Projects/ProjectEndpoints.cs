using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Projects;

internal static class ProjectEndpoints
{
    public const int MostNameLength = 100;

    public static RouteGroupBuilder MapProjects(this RouteGroupBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Projects");
        projects.MapPost("/", CreateAsync)
            .Describe("Make a project; you are its owner", 400, 401, 403, 409, 422, 429).Example(Examples.CreateProject, Examples.Project).WithMetadata(new PeopleOnly());
        projects.MapGet("/", ListAsync).Describe("Your projects; of an API token, its project", 400, 401, 429).Example(null, Examples.Projects);
        projects.MapGet("/{id:guid}", GetAsync).Describe("One project", 401, 404, 429).Example(null, Examples.Project);
        projects.MapPatch("/{id:guid}", UpdateAsync)
            .Describe("Rename a project, or say how many days its log lines are kept (owners)", 400, 401, 403, 404, 422, 429).Example(Examples.UpdateProject, Examples.Project);
        projects.MapDelete("/{id:guid}", DeleteAsync)
            .Describe("Delete a project with everything in it (owners)", 401, 403, 404, 429).Example(null, null).WithMetadata(new PeopleOnly());
        return api;
    }

    private static async Task<Results<Created<ProjectResponse>, ProblemHttpResult>> CreateAsync(
        CreateProjectRequest request, Caller caller, ProjectCommands projects, CancellationToken cancellationToken)
    {
        if (CheckName(new Faults(), request.Name).Any(out var invalid))
            return invalid;
        var project = await projects.CreateAsync(request.Name!.Trim(), caller, cancellationToken);
        return project is null
            ? Refusal.Conflict($"You own {ProjectCommands.MostPerOwner} projects, which is the most: delete one first.")
            : TypedResults.Created($"/api/projects/{project.Id}", Show(project, ProjectRole.Owner));
    }

    private static async Task<Results<Ok<Page<ProjectResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var within = caller.Token?.ProjectId;
        var rows = await (
            from project in db.Projects.AsNoTracking()
            from member in db.Members
            where (within == null || project.Id == within) && member.ProjectId == project.Id && member.UserId == caller.Id && project.DeletedAt == null && project.Id < page.Before
            orderby project.Id descending
            select new { project, member }).Take(page.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, row => row.project.Id, row => Show(row.project, caller.As(row.member).Role)));
    }

    private static async Task<Results<Ok<ProjectResponse>, ProblemHttpResult>> GetAsync(
        Guid id, Caller caller, Visibility visibility, CancellationToken cancellationToken)
    {
        var seen = await visibility.ProjectAsync(id, caller, Right.Read, null, cancellationToken);
        return seen.TryGet(out var project, out var refusal) ? TypedResults.Ok(Show(project, seen.By!.Role)) : refusal;
    }

    private static async Task<Results<Ok<ProjectResponse>, ProblemHttpResult>> UpdateAsync(
        Guid id, UpdateProjectRequest request, Caller caller, ProjectCommands projects, CancellationToken cancellationToken)
    {
        var faults = new Faults().Check(request.LogDays is null or (>= 1 and <= Project.MostLogDays), "logDays", $"It must be a number from 1 to {Project.MostLogDays}.");
        if (request.Name is not null)
            CheckName(faults, request.Name);
        if (faults.Any(out var invalid))
            return invalid;
        var seen = await projects.UpdateAsync(id, request, caller, cancellationToken);
        return seen.TryGet(out var project, out var refusal) ? TypedResults.Ok(Show(project, seen.By!.Role)) : refusal;
    }

    private static Faults CheckName(Faults faults, string? name) => faults.Length(name, "name", 1, MostNameLength)
        .Check(!(name ?? "").Any(char.IsControl), "name", "It must not have control characters.");

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, Caller caller, ProjectCommands projects, CancellationToken cancellationToken) => projects.DeleteAsync(id, caller, cancellationToken);

    private static ProjectResponse Show(Project project, ProjectRole role) => new(project.Id, project.Name, project.Slug, role, project.CreatedAt, project.LogDays);
}
