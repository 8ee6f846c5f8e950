using CodeRunner.Api.Idempotency;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

internal static class AccessEndpoints
{
    public static RouteGroupBuilder MapAccess(this RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Access").WithMetadata(new NeverKept());
        auth.MapPost("/register", RegisterAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Credentials)
            .Describe("Make an account", 400, 409, 429).Example(Examples.Register, Examples.User);
        auth.MapPost("/login", LoginAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Credentials)
            .Describe("Sign in: an access token and a refresh token. Where a second factor is on and no right code was sent, the 401 says `secondFactor: true`; 403 where the password is right and the account closed", 400, 401, 403, 429)
            .Example(Examples.Login, Examples.Tokens);
        auth.MapPost("/refresh", RefreshAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Credentials)
            .Describe("Exchange a refresh token for new tokens", 400, 401, 429).Example(Examples.Refresh, Examples.Tokens);
        auth.MapPost("/logout", LogoutAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Credentials)
            .Describe("Sign out: the refresh token and all that descend from the same login end", 400, 429).Example(Examples.Refresh, null);
        auth.MapGet("/me", MeAsync).Describe("The signed-in user; with an API token its maker, and the token's name", 401, 429).Example(null, Examples.Me);
        auth.MapGet("/me/sign-ins", ListSignInsAsync).WithMetadata(new PeopleOnly())
            .Describe("When and from where somebody signed in to your account, or tried to, or ended a session, newest first", 400, 401, 403, 429).Example(null, Examples.SignIns);
        auth.MapSessions();
        return api;
    }

    private static async Task<Results<Created<UserResponse>, ProblemHttpResult>> RegisterAsync(
        RegisterRequest request, Registration registration, HttpContext context, CancellationToken cancellationToken)
    {
        if (Registration.Check(request).Any(out var invalid))
            return invalid;
        var user = await registration.AddAsync(request, Caller.AddressOf(context), cancellationToken);
        return user is null ? Refusal.Conflict("There is an account with this e-mail address.") : TypedResults.Created("/api/auth/me", Show(user));
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> LoginAsync(
        LoginRequest request, Login login, HttpContext context, CancellationToken cancellationToken)
    {
        if (new Faults().Length(request.Email, "email", 1, 254).Check(request.Password is { Length: > 0 }, "password", "It is needed.")
            .Check(request.Code is not { Length: > Shown.MostCodeLength }, "code", $"It has {Shown.MostCodeLength} characters at most.").Any(out var invalid))
            return invalid;
        if (request.Password.Length > Passwords.MostLength)
            return WrongCredentials();
        return await login.TryAsync(request.Email, new Shown(request.Password, request.Code, asksCode: true), Origin.Of(context) with { Browser = request.Browser }, cancellationToken) switch
        {
            ({ } tokens, _) => TypedResults.Ok(tokens),
            (_, { RetryAfter: { } wait }) => Refusal.TooMany("Too many tries for this account. Wait, then try again.", wait, context),
            (_, { Kind: ProofKind.AccountClosed }) => Refusal.AccountClosed(),
            (_, { Kind: ProofKind.NeedsCode }) => Refusal.SecondFactor("This account has a second factor: send its code as well."),
            (_, { Kind: ProofKind.WrongCode }) => Refusal.SecondFactor("The code is wrong, or was used already: wait for the next one."),
            _ => WrongCredentials(),
        };
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> RefreshAsync(
        RefreshRequest request, Sessions sessions, HttpContext context, CancellationToken cancellationToken)
    {
        if (new Faults().Check(!string.IsNullOrEmpty(request.RefreshToken), "refreshToken", "It is needed.").Any(out var invalid))
            return invalid;
        var (tokens, over) = await sessions.RefreshAsync(request.RefreshToken, Caller.AddressOf(context), cancellationToken);
        return tokens is null ? Refusal.SessionOver(over) : TypedResults.Ok(tokens);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LogoutAsync(
        RefreshRequest request, Sessions sessions, HttpContext context, CancellationToken cancellationToken)
    {
        if (new Faults().Check(!string.IsNullOrEmpty(request.RefreshToken), "refreshToken", "It is needed.").Any(out var invalid))
            return invalid;
        await sessions.EndAsync(request.RefreshToken, Caller.AddressOf(context), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<UserResponse>> MeAsync(Caller caller, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(each => each.Id == caller.Id, cancellationToken);
        return TypedResults.Ok(Show(user) with { Operator = user.Operator && caller.Token is null, TokenName = caller.Token?.Name });
    }

    /// <summary>Of the platform's log only what is of the caller's own account, without its place in the log: that would tell how many others there are.</summary>
    private static async Task<Results<Ok<Page<SignInResponse>>, ProblemHttpResult>> ListSignInsAsync(
        [AsParameters] PageQuery page, Caller caller, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var before = page.Before;
        var rows = await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.ChainId == AuditChain.Platform && entry.ActorId == caller.Id && entry.Id < before && entry.Action.StartsWith(AccountEvents.OfSessions))
            .OrderByDescending(entry => entry.Seq).Take(page.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, entry => entry.Id, entry => new SignInResponse(entry.Id, entry.Time, entry.Action, entry.Outcome, entry.Ip)));
    }

    private static UserResponse Show(User user) => new(user.Id, user.Email, user.DisplayName);

    private static ProblemHttpResult WrongCredentials() => Refusal.Unauthorized("The e-mail address or the password is wrong.");
}
