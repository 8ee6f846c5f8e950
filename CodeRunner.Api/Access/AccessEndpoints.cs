using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

internal static class AccessEndpoints
{
    public static RouteGroupBuilder MapAccess(this RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Access");
        auth.MapPost("/register", RegisterAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Credentials)
            .Describe("Make an account", 400, 409, 429).Example(Examples.Register, Examples.User);
        auth.MapPost("/login", LoginAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Credentials)
            .Describe("Sign in: an access token and a refresh token", 400, 401, 429).Example(Examples.Login, Examples.Tokens);
        auth.MapPost("/refresh", RefreshAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Credentials)
            .Describe("Exchange a refresh token for new tokens", 400, 401, 429).Example(Examples.Refresh, Examples.Tokens);
        auth.MapPost("/logout", LogoutAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Credentials)
            .Describe("Sign out: the refresh token and all that descend from the same login end", 400, 429).Example(Examples.Refresh, null);
        auth.MapGet("/me", MeAsync).Describe("The signed-in user; with an API token its maker, and the token's name", 401, 429).Example(null, Examples.Me);
        return api;
    }

    private static async Task<Results<Created<UserResponse>, ProblemHttpResult>> RegisterAsync(
        RegisterRequest request, Registration registration, CancellationToken cancellationToken)
    {
        if (Registration.Check(request).Any(out var invalid))
            return invalid;
        var user = await registration.AddAsync(request, cancellationToken);
        return user is null ? Refusal.Conflict("There is an account with this e-mail address.") : TypedResults.Created("/api/auth/me", Show(user));
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> LoginAsync(
        LoginRequest request, Login login, HttpContext context, CancellationToken cancellationToken)
    {
        if (new Faults().Length(request.Email, "email", 1, 254).Check(request.Password is { Length: > 0 }, "password", "It is needed.").Any(out var invalid))
            return invalid;
        if (request.Password.Length > Passwords.MostLength)
            return WrongCredentials();
        return await login.TryAsync(request.Email, request.Password, cancellationToken) switch
        {
            ({ } tokens, _) => TypedResults.Ok(tokens),
            (_, { } wait) => Refusal.TooMany("Too many tries for this account. Wait, then try again.", wait, context),
            _ => WrongCredentials(),
        };
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> RefreshAsync(
        RefreshRequest request, Sessions sessions, CancellationToken cancellationToken)
    {
        if (new Faults().Check(!string.IsNullOrEmpty(request.RefreshToken), "refreshToken", "It is needed.").Any(out var invalid))
            return invalid;
        return await sessions.RefreshAsync(request.RefreshToken, cancellationToken) is { } tokens
            ? TypedResults.Ok(tokens)
            : Refusal.Unauthorized("The refresh token does not count any more: sign in again.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LogoutAsync(
        RefreshRequest request, Sessions sessions, CancellationToken cancellationToken)
    {
        if (new Faults().Check(!string.IsNullOrEmpty(request.RefreshToken), "refreshToken", "It is needed.").Any(out var invalid))
            return invalid;
        await sessions.EndAsync(request.RefreshToken, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<UserResponse>> MeAsync(Caller caller, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(each => each.Id == caller.Id, cancellationToken);
        return TypedResults.Ok(Show(user) with { Operator = user.Operator && caller.Token is null, TokenName = caller.Token?.Name });
    }

    private static UserResponse Show(User user) => new(user.Id, user.Email, user.DisplayName);

    private static ProblemHttpResult WrongCredentials() => Refusal.Unauthorized("The e-mail address or the password is wrong.");
}
