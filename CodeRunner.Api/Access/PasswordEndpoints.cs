using CodeRunner.Api.Idempotency;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

internal static class PasswordEndpoints
{
    public static WebApplicationBuilder AddPasswords(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Credentials>().AddScoped<SecondFactors>().AddScoped<SecondFactorCommands>().AddScoped<PasswordCommands>();
        return builder;
    }

    public static RouteGroupBuilder MapPasswords(this RouteGroupBuilder api)
    {
        api.MapPut("/auth/me/password", ChangeAsync).WithTags("Access").WithMetadata(new NeverKept(), new PeopleOnly())
            .Describe("Change the own password; all other sessions of the account end", 400, 401, 403, 429).Example(PasswordExamples.Change, null);
        api.MapPost("/auth/reset-password", ResetAsync).WithTags("Access").WithMetadata(new NeverKept()).AllowAnonymous().RequireRateLimiting(RateLimits.Credentials)
            .Describe("Set a new password with what an operator gave out; all sessions of the account end", 400, 429).Example(PasswordExamples.Reset, null);
        api.MapPost("/system/accounts/{email}/password-reset", OfferAsync).WithTags("System").WithMetadata(new NeverKept(), new PeopleOnly())
            .Describe("Make a token with which an account's password can be set once within an hour, to hand over; it takes the place of an older one (operators)", 400, 401, 403, 404, 429)
            .Example(PasswordExamples.Offer, PasswordExamples.Offered);
        return api;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        ChangePasswordRequest request, Caller caller, PasswordCommands commands, CodeRunnerDb db, HttpContext context, CancellationToken cancellationToken)
    {
        var me = await db.Users.AsNoTracking().SingleAsync(user => user.Id == caller.Id, cancellationToken);
        if (new Faults().OldPassword(request.CurrentPassword, "currentPassword").Password(request.NewPassword, "newPassword", me.Email, me.DisplayName).Any(out var invalid))
            return invalid;
        return (await commands.ChangeAsync(request, caller, cancellationToken)).Refuse("currentPassword", context) is { } refused ? refused : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ResetAsync(
        ResetPasswordRequest request, PasswordCommands commands, HttpContext context, CancellationToken cancellationToken)
    {
        if (new Faults().Check(!string.IsNullOrEmpty(request.Token), "token", "It is needed.").Check(!string.IsNullOrEmpty(request.NewPassword), "newPassword", "It is needed.").Any(out var missing))
            return missing;
        return (await commands.ResetAsync(request, Caller.AddressOf(context), cancellationToken)).Any(out var invalid) ? invalid : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<PasswordResetResponse>, ProblemHttpResult>> OfferAsync(
        string email, OfferPasswordResetRequest? request, Caller caller, CodeRunnerDb db, PasswordCommands commands, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        return await commands.OfferAsync(email, request?.SecondFactor ?? false, caller, cancellationToken) is { } offered ? TypedResults.Ok(offered) : Refusal.NotFound();
    }
}
