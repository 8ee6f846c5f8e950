using CodeRunner.Api.Idempotency;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

/// <summary>The own second factor. Whatever changes it asks for the password again, so that nobody at an open session does.</summary>
internal static class SecondFactorEndpoints
{
    public static RouteGroupBuilder MapSecondFactor(this RouteGroupBuilder api)
    {
        var own = api.MapGroup("/auth/me/second-factor").WithTags("Access").WithMetadata(new NeverKept(), new PeopleOnly());
        own.MapGet("", ShowAsync).Describe("Whether your account asks for a second factor, and how many recovery codes are left", 401, 403, 429).Example(null, PasswordExamples.SecondFactor);
        own.MapPost("", BeginAsync).Describe("Make a secret for a device that makes codes (TOTP); it counts once a code of it was confirmed", 400, 401, 403, 409, 429)
            .Example(PasswordExamples.Password, PasswordExamples.Secret);
        own.MapPost("/confirm", ConfirmAsync).Describe("Switch the second factor on with a first code; recovery codes are shown this once, and all other sessions end", 400, 401, 403, 409, 429)
            .Example(PasswordExamples.Code, PasswordExamples.RecoveryCodes);
        own.MapPost("/recovery-codes", RenewAsync).Describe("Make new recovery codes; the old ones don't count any more", 400, 401, 403, 409, 429)
            .Example(PasswordExamples.PasswordAndCode, PasswordExamples.RecoveryCodes);
        own.MapPost("/off", SwitchOffAsync).Describe("Switch the second factor off; all other sessions end", 400, 401, 403, 409, 429).Example(PasswordExamples.PasswordAndCode, null);
        return api;
    }

    private static async Task<Ok<SecondFactorResponse>> ShowAsync(Caller caller, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var since = await db.SecondFactors.Where(factor => factor.UserId == caller.Id).Select(factor => factor.ConfirmedAt).SingleOrDefaultAsync(cancellationToken);
        var left = await db.RecoveryCodes.CountAsync(code => code.UserId == caller.Id, cancellationToken);
        return TypedResults.Ok(new SecondFactorResponse(since is not null, since, left));
    }

    private static async Task<Results<Ok<SecondFactorSecretResponse>, ProblemHttpResult>> BeginAsync(
        PasswordRequest request, Caller caller, SecondFactorCommands commands, HttpContext context, CancellationToken cancellationToken)
    {
        if (new Faults().OldPassword(request.Password, "password").Any(out var invalid))
            return invalid;
        var (proof, secret) = await commands.BeginAsync(request.Password, caller, cancellationToken);
        if (proof.Refuse("password", context) is { } refused)
            return refused;
        return secret is null ? Refusal.Conflict("The second factor is on already: switch it off first.") : TypedResults.Ok(secret);
    }

    private static async Task<Results<Ok<RecoveryCodesResponse>, ProblemHttpResult>> ConfirmAsync(
        CodeRequest request, Caller caller, SecondFactorCommands commands, CancellationToken cancellationToken)
    {
        if (Code(new Faults(), request.Code).Any(out var invalid))
            return invalid;
        return await commands.ConfirmAsync(request.Code, caller, cancellationToken) switch
        {
            (false, _) => Refusal.Conflict("There is no second factor to confirm: begin with a secret."),
            (_, { } codes) => TypedResults.Ok(codes),
            _ => Refusal.Invalid("code", "It is not of this secret. Is the device's clock right?"),
        };
    }

    private static async Task<Results<Ok<RecoveryCodesResponse>, ProblemHttpResult>> RenewAsync(
        PasswordAndCodeRequest request, Caller caller, SecondFactorCommands commands, HttpContext context, CancellationToken cancellationToken)
    {
        if (Code(new Faults().OldPassword(request.Password, "password"), request.Code).Any(out var invalid))
            return invalid;
        var (proof, codes) = await commands.RenewCodesAsync(request, caller, cancellationToken);
        if (proof.Refuse("password", context) is { } refused)
            return refused;
        return codes is null ? NotOn() : TypedResults.Ok(codes);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SwitchOffAsync(
        PasswordAndCodeRequest request, Caller caller, SecondFactorCommands commands, HttpContext context, CancellationToken cancellationToken)
    {
        if (Code(new Faults().OldPassword(request.Password, "password"), request.Code).Any(out var invalid))
            return invalid;
        var (proof, done) = await commands.SwitchOffAsync(request, caller, cancellationToken);
        if (proof.Refuse("password", context) is { } refused)
            return refused;
        return done ? TypedResults.NoContent() : NotOn();
    }

    private static Faults Code(Faults faults, string? code) => faults.Length(code, "code", 1, Shown.MostCodeLength);

    private static ProblemHttpResult NotOn() => Refusal.Conflict("There is no second factor.");
}
