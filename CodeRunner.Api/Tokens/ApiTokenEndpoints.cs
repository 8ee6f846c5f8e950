using CodeRunner.Api.Access;
using CodeRunner.Api.Idempotency;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Tokens;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Tokens;

/// <summary>A project's API tokens over HTTP: for people, never for a token.</summary>
internal static class ApiTokenEndpoints
{
    public static RouteGroupBuilder MapTokens(this RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/projects/{id:guid}/tokens").WithTags("Tokens").WithMetadata(new PeopleOnly());
        tokens.MapGet("/", ListAsync).Describe("The project's API tokens, without their secrets (maintainers)", 400, 401, 403, 404, 429).Example(null, Examples.ApiTokens);
        tokens.MapPost("/", CreateAsync)
            .Describe("Make an API token for a machine, which acts in your name and never reaches further than you do; the answer alone holds its secret (maintainers)", 400, 401, 403, 404, 409, 429)
            .Example(Examples.ApiTokenRequest, Examples.CreatedApiToken).WithMetadata(new NeverKept());
        tokens.MapDelete("/{tokenId:guid}", RevokeAsync).Describe("Revoke an API token: it ends at once (its maker, and owners)", 401, 403, 404, 429).Example(null, null);
        tokens.MapPost("/{tokenId:guid}/rotate", RotateAsync)
            .Describe("Give an API token a new secret, which the answer alone holds; the old one ends at once or after `overlap` seconds (its maker)", 400, 401, 403, 404, 409, 429)
            .Example(Examples.RotateApiToken, Examples.RotatedApiToken).WithMetadata(new NeverKept());
        return api;
    }

    private static async Task<Results<Ok<Page<ApiTokenResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.ProjectAsync(id, caller, Right.Configure, null, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var rows = await (
            from token in db.ApiTokens.AsNoTracking()
            from user in db.Users
            where token.ProjectId == id && user.Id == token.CreatedBy && token.Id < page.Before
            orderby token.Id descending
            select new { token, user.Email }).Take(page.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, row => row.token.Id, row => ApiTokenViews.Show(row.token, row.Email)));
    }

    private static async Task<Results<Created<ApiTokenResponse>, ProblemHttpResult>> CreateAsync(
        Guid id, ApiTokenRequest request, Caller caller, ApiTokenCommands tokens, TimeProvider time, CancellationToken cancellationToken) =>
        ApiTokenRules.Check(request, time.GetUtcNow()).Any(out var invalid) ? invalid : await tokens.CreateAsync(id, request, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id, Guid tokenId, Caller caller, ApiTokenCommands tokens, CancellationToken cancellationToken) => tokens.RevokeAsync(id, tokenId, caller, cancellationToken);

    private static async Task<Results<Ok<ApiTokenResponse>, ProblemHttpResult>> RotateAsync(
        Guid id, Guid tokenId, RotateApiTokenRequest? request, Caller caller, ApiTokenCommands tokens, TimeProvider time, CancellationToken cancellationToken)
    {
        var wanted = request ?? new RotateApiTokenRequest();
        return ApiTokenRules.Check(wanted, time.GetUtcNow()).Any(out var invalid) ? invalid : await tokens.RotateAsync(id, tokenId, wanted, caller, cancellationToken);
    }
}
