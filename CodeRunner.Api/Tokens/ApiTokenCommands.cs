using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Tokens;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Tokens;

/// <summary>All that changes a project's API tokens, with the project held.</summary>
internal sealed class ApiTokenCommands(CodeRunnerDb db, Visibility visibility, AuditTrail audit, TimeProvider time)
{
    public Task<Results<Created<ApiTokenResponse>, ProblemHttpResult>> CreateAsync(
        Guid projectId, ApiTokenRequest request, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<Created<ApiTokenResponse>, ProblemHttpResult>>(
            async () =>
            {
                var seen = await visibility.LockProjectAsync(projectId, caller, Right.Configure, null, cancellationToken);
                if (!seen.TryGet(out _, out var refusal))
                {
                    if (seen.Denied is not null)
                        await audit.DenyAsync(projectId, caller, "token.create", request.Name!.Trim(), null, cancellationToken);
                    return refusal;
                }
                if (ApiTokenRules.CheckReach(request, seen.By!).Any(out var tooMuch))
                    return tooMuch;
                var name = request.Name!.Trim();
                var names = await db.ApiTokens.Where(each => each.ProjectId == projectId).Select(each => each.Name).ToListAsync(cancellationToken);
                if (names.Count >= ApiToken.MostPerProject)
                    return Refusal.Conflict($"The project has {ApiToken.MostPerProject} API tokens, which is the most: revoke one first.");
                if (names.Contains(name))
                    return Refusal.Conflict("The project has an API token of this name.");
                var text = ApiTokenText.New();
                var token = Make(projectId, caller.Id, name, request, text);
                db.ApiTokens.Add(token);
                await db.SaveChangesAsync(cancellationToken);
                await WriteDownAsync("token.create", token, caller, cancellationToken);
                return TypedResults.Created($"/api/projects/{projectId}/tokens/{token.Id}", await ShowAsync(token, text, cancellationToken));
            },
            cancellationToken);

    /// <summary>Its maker may, and owners.</summary>
    public Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid projectId, Guid tokenId, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync<NoContent>(projectId, tokenId, caller, "token.revoke", async (token, reach) =>
        {
            if (token.CreatedBy != caller.Id && reach.Role != ProjectRole.Owner)
                return Refusal.Forbidden();
            db.ApiTokens.Remove(token);
            await db.SaveChangesAsync(cancellationToken);
            await WriteDownAsync("token.revoke", token, caller, cancellationToken);
            return TypedResults.NoContent();
        }, cancellationToken);

    /// <summary>Its maker alone may: whoever has the secret acts in the maker's name.</summary>
    public Task<Results<Ok<ApiTokenResponse>, ProblemHttpResult>> RotateAsync(
        Guid projectId, Guid tokenId, RotateApiTokenRequest request, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync<Ok<ApiTokenResponse>>(projectId, tokenId, caller, "token.rotate", async (token, _) =>
        {
            if (token.CreatedBy != caller.Id)
                return Refusal.MakersOnly();
            var now = time.GetUtcNow();
            if (token.ExpiresAt <= now)
                return Refusal.Conflict("The API token has expired: make a new one.");
            var text = ApiTokenText.New();
            token.Rotate(text, TimeSpan.FromSeconds(request.Overlap ?? 0), request.ExpiresAt?.ToUniversalTime() ?? token.ExpiresAt, now);
            await db.SaveChangesAsync(cancellationToken);
            await WriteDownAsync("token.rotate", token, caller, cancellationToken);
            return TypedResults.Ok(await ShowAsync(token, text, cancellationToken));
        }, cancellationToken);

    /// <summary>What a member was not allowed is written down as a denied try of <paramref name="action"/>.</summary>
    private Task<Results<TDone, ProblemHttpResult>> ChangeAsync<TDone>(
        Guid projectId, Guid tokenId, Caller caller, string action, Func<ApiToken, Reach, Task<Results<TDone, ProblemHttpResult>>> change, CancellationToken cancellationToken)
        where TDone : IResult => db.InTransactionAsync<Results<TDone, ProblemHttpResult>>(
        async () =>
        {
            var seen = await visibility.LockProjectAsync(projectId, caller, Right.Configure, null, cancellationToken);
            var token = seen.By is null ? null : await db.ApiTokens.SingleOrDefaultAsync(each => each.Id == tokenId && each.ProjectId == projectId, cancellationToken);
            var answer = !seen.TryGet(out _, out var refusal) ? refusal : token is null ? Refusal.NotFound() : await change(token, seen.By!);
            if (token is not null && answer.Result is ProblemHttpResult { StatusCode: StatusCodes.Status403Forbidden })
                await audit.DenyAsync(projectId, caller, action, token.Name, null, cancellationToken);
            return answer;
        },
        cancellationToken);

    private ApiToken Make(Guid projectId, Guid createdBy, string name, ApiTokenRequest request, string text)
    {
        var now = time.GetUtcNow();
        var scope = new TokenScope(
            Guid.Empty, name, 0, projectId, request.Role!.Value, [.. (request.Environments ?? []).Distinct().Order()], [.. (request.Reveal ?? []).Distinct().Order()]);
        return new ApiToken(projectId, createdBy, scope, text, now, request.ExpiresAt?.ToUniversalTime() ?? now + ApiToken.UsualLife);
    }

    private Task WriteDownAsync(string action, ApiToken token, Caller caller, CancellationToken cancellationToken) => audit.AddAsync(
        token.ProjectId, caller, action, token.Name, null, AuditOutcome.Done,
        new { token.Starts, token.Role, token.Environments, token.Reveals, token.ExpiresAt, token.FormerEndsAt }, cancellationToken);

    private async Task<ApiTokenResponse> ShowAsync(ApiToken token, string text, CancellationToken cancellationToken)
    {
        var email = await db.Users.Where(user => user.Id == token.CreatedBy).Select(user => user.Email).SingleAsync(cancellationToken);
        return ApiTokenViews.Show(token, email) with { Token = text };
    }
}
