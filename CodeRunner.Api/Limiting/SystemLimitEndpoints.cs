using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Core;
using CodeRunner.Core.Limiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Limiting;

/// <summary>Limits as operators see and set them: of projects by their ids and of users by their addresses, without what is in a project.</summary>
internal static class SystemLimitEndpoints
{
    public static RouteGroupBuilder MapSystemLimits(this RouteGroupBuilder api)
    {
        var limits = api.MapGroup("/system/limits").WithTags("System").WithMetadata(new PeopleOnly());
        limits.MapGet("", ShowAsync).Describe("The limits of every project and every user that has none of its own, as configured (operators)", 401, 403, 429).Example(null, Examples.SystemLimits);
        limits.MapGet("/projects", ListProjectsAsync).Describe("Projects and what they reserve, the greatest first (operators)", 400, 401, 403, 429).Example(null, Examples.SystemProjects);
        limits.MapGet("/users", ListUsersAsync).Describe("Users and what the projects reserve that count against them, the greatest first (operators)", 400, 401, 403, 429).Example(null, Examples.SystemUsers);
        limits.MapGet("/projects/{id:guid}", GetProjectAsync).Describe("A project's limits and what it reserves (operators)", 401, 403, 404, 429).Example(null, Examples.SystemProject);
        limits.MapPut("/projects/{id:guid}", PutProjectAsync)
            .Describe("Give a project limits of its own; null is no limit. Nothing is stopped: what is above them may not rise (operators)", 400, 401, 403, 404, 429).Example(Examples.OwnLimits, null);
        limits.MapDelete("/projects/{id:guid}", ClearProjectAsync).Describe("Let the usual limits hold for a project again (operators)", 401, 403, 404, 429).Example(null, null);
        limits.MapGet("/users/{email}", GetUserAsync).Describe("A user's limits and what the projects reserve that count against them (operators)", 401, 403, 404, 429).Example(null, Examples.SystemUser);
        limits.MapPut("/users/{email}", PutUserAsync)
            .Describe("Give a user limits of their own; null is no limit. Nothing is stopped: what is above them may not rise (operators)", 400, 401, 403, 404, 429).Example(Examples.OwnLimits, null);
        limits.MapDelete("/users/{email}", ClearUserAsync).Describe("Let the usual limits hold for a user again (operators)", 401, 403, 404, 429).Example(null, null);
        return api;
    }

    private static async Task<Results<Ok<SystemLimitsResponse>, ProblemHttpResult>> ShowAsync(
        Caller caller, CodeRunnerDb db, IOptions<LimitOptions> usual, CancellationToken cancellationToken) =>
        await db.IsOperatorAsync(caller, cancellationToken)
            ? TypedResults.Ok(new SystemLimitsResponse(usual.Value.Project.ToLimits(), usual.Value.User.ToLimits()))
            : Refusal.OperatorsOnly();

    private static async Task<Results<Ok<Page<SystemProjectLimits>>, ProblemHttpResult>> ListProjectsAsync(
        [AsParameters] ProjectsQuery query, Caller caller, CodeRunnerDb db, SystemLimitViews limits, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        return query.Check().Any(out var invalid) ? invalid : TypedResults.Ok(await limits.ListProjectsAsync(query, cancellationToken));
    }

    private static async Task<Results<Ok<Page<SystemUserLimits>>, ProblemHttpResult>> ListUsersAsync(
        [AsParameters] GreatestQuery query, Caller caller, CodeRunnerDb db, SystemLimitViews limits, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        return query.Check().Any(out var invalid) ? invalid : TypedResults.Ok(await limits.ListUsersAsync(query, cancellationToken));
    }

    private static async Task<Results<Ok<SystemProjectLimits>, ProblemHttpResult>> GetProjectAsync(
        Guid id, Caller caller, CodeRunnerDb db, SystemLimitViews limits, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        return await limits.FindProjectAsync(id, cancellationToken) is { } found ? TypedResults.Ok(found) : Refusal.NotFound();
    }

    private static async Task<Results<Ok<SystemUserLimits>, ProblemHttpResult>> GetUserAsync(
        string email, Caller caller, CodeRunnerDb db, SystemLimitViews limits, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        return await limits.FindUserAsync(email, cancellationToken) is { } found ? TypedResults.Ok(found) : Refusal.NotFound();
    }

    private static Task<Results<NoContent, ProblemHttpResult>> PutProjectAsync(
        Guid id, ResourceLimits request, Caller caller, LimitCommands limits, CancellationToken cancellationToken) => limits.OfProjectAsync(id, request, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> ClearProjectAsync(Guid id, Caller caller, LimitCommands limits, CancellationToken cancellationToken) =>
        limits.OfProjectAsync(id, null, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> PutUserAsync(
        string email, ResourceLimits request, Caller caller, LimitCommands limits, CancellationToken cancellationToken) => limits.OfUserAsync(email, request, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> ClearUserAsync(string email, Caller caller, LimitCommands limits, CancellationToken cancellationToken) =>
        limits.OfUserAsync(email, null, caller, cancellationToken);
}
