using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Access.Accounts;

/// <summary>The platform's accounts, for operators: of what is in anybody's projects, nothing.</summary>
internal static class AccountEndpoints
{
    public static RouteGroupBuilder MapAccounts(this RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/system/accounts").WithTags("System").WithMetadata(new PeopleOnly());
        accounts.MapGet("", ListAsync)
            .Describe("The platform's accounts: since when, their last sign-in, sessions that last, tokens and projects (operators)", 400, 401, 403, 429).Example(null, Examples.Accounts);
        accounts.MapDelete("/{email}/sessions", EndSessionsAsync).Describe("End all sessions of an account; its API tokens go on (operators)", 401, 403, 404, 429).Example(null, null);
        accounts.MapPost("/{email}/close", CloseAsync)
            .Describe("Close an account: nobody signs in to it, its sessions end, and its API tokens count no more; its apps run on (operators, never their own)", 401, 403, 404, 409, 429).Example(null, null);
        accounts.MapPost("/{email}/open", OpenAsync)
            .Describe("Open a closed account again: its user may sign in, and its API tokens count, as far as they have not expired (operators)", 401, 403, 404, 429).Example(null, null);
        return api;
    }

    private static async Task<Results<Ok<Page<AccountResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] AccountsQuery query, Caller caller, CodeRunnerDb db, AccountViews accounts, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        return query.Check().Any(out var invalid) ? invalid : TypedResults.Ok(await accounts.ListAsync(query, cancellationToken));
    }

    private static Task<Results<NoContent, ProblemHttpResult>> EndSessionsAsync(string email, Caller caller, AccountCommands accounts, CancellationToken cancellationToken) =>
        accounts.EndSessionsAsync(email, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> CloseAsync(string email, Caller caller, AccountCommands accounts, CancellationToken cancellationToken) =>
        accounts.CloseAsync(email, caller, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> OpenAsync(string email, Caller caller, AccountCommands accounts, CancellationToken cancellationToken) =>
        accounts.OpenAsync(email, caller, cancellationToken);
}
