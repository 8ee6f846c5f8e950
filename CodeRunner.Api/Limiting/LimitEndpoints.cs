using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Limiting;

/// <summary>What members see of the limits that hold for them.</summary>
internal static class LimitEndpoints
{
    public static RouteGroupBuilder MapLimits(this RouteGroupBuilder api)
    {
        api.MapGet("/projects/{id:guid}/limits", OfProjectAsync).WithTags("Projects")
            .Describe("How many instances, CPUs and how much memory the project's deployments may reserve at once, and do; and whom the project counts against", 401, 404, 429)
            .Example(null, Examples.ProjectLimits);
        api.MapGet("/auth/me/limits", OfCallerAsync).WithTags("Access").WithMetadata(new PeopleOnly())
            .Describe("What all projects that count against you may reserve together, and do", 401, 403, 429).Example(null, Examples.UserLimits);
        return api.MapSystemLimits();
    }

    private static async Task<Results<Ok<ProjectLimitsResponse>, ProblemHttpResult>> OfProjectAsync(
        Guid id, Caller caller, Visibility visibility, LimitViews limits, CancellationToken cancellationToken)
    {
        var seen = await visibility.ProjectAsync(id, caller, Right.Read, null, cancellationToken);
        return seen.TryGet(out _, out var refusal) ? TypedResults.Ok(await limits.OfProjectAsync(id, caller, cancellationToken)) : refusal;
    }

    private static async Task<Ok<UserLimitsResponse>> OfCallerAsync(Caller caller, LimitViews limits, CancellationToken cancellationToken) =>
        TypedResults.Ok(await limits.OfUserAsync(caller.Id, cancellationToken));
}
