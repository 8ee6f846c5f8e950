using CodeRunner.Contracts.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Problems;

/// <summary>The answers that say no, each worded once: an absent thing and a foreign one must not differ by a byte.</summary>
internal static class Refusal
{
    public static ProblemHttpResult NotFound() => Of(StatusCodes.Status404NotFound, "There is nothing here, or nothing that you may see.");

    public static ProblemHttpResult Forbidden() => Of(StatusCodes.Status403Forbidden, "Your role in this project does not allow this.");

    public static ProblemHttpResult OperatorsOnly() => Of(StatusCodes.Status403Forbidden, "This is for the platform's operator.");

    public static ProblemHttpResult PeopleOnly() => Of(StatusCodes.Status403Forbidden, "No API token may do this: sign in.");

    public static ProblemHttpResult MakersOnly() => Of(StatusCodes.Status403Forbidden, "Only who made it may do this.");

    /// <summary>Only to who knows its password.</summary>
    public static ProblemHttpResult AccountClosed() => Of(StatusCodes.Status403Forbidden, "This account is closed: ask the platform's operator to open it.");

    public static ProblemHttpResult Unauthorized(string detail) => Of(StatusCodes.Status401Unauthorized, detail);

    /// <summary>To who has shown the right password, and no right code.</summary>
    public static ProblemHttpResult SecondFactor(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status401Unauthorized, extensions: new Dictionary<string, object?> { ["secondFactor"] = true });

    /// <summary>Of a refresh token; <paramref name="why"/> is told to who has one of the session's.</summary>
    public static ProblemHttpResult SessionOver(SessionEnd? why) => why is null
        ? Unauthorized("The refresh token does not count any more: sign in again.")
        : TypedResults.Problem(Words(why.Value), statusCode: StatusCodes.Status401Unauthorized, extensions: new Dictionary<string, object?> { ["reason"] = why });

    public static ProblemHttpResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail);

    public static ProblemHttpResult PreconditionFailed(string detail) => Of(StatusCodes.Status412PreconditionFailed, detail);

    public static ProblemHttpResult TooLarge(string detail) => Of(StatusCodes.Status413PayloadTooLarge, detail);

    public static ProblemHttpResult UnsupportedMediaType(string detail) => Of(StatusCodes.Status415UnsupportedMediaType, detail);

    public static ProblemHttpResult TooMany(string detail, TimeSpan retryAfter, HttpContext context)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString();
        return Of(StatusCodes.Status429TooManyRequests, detail);
    }

    public static ProblemHttpResult Invalid(string field, string text) => Invalid(new Dictionary<string, string[]> { [field] = [text] });

    public static ProblemHttpResult Invalid(IDictionary<string, string[]> errors) => TypedResults.Problem(new HttpValidationProblemDetails(errors)
    {
        Status = StatusCodes.Status400BadRequest,
    });

    private static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    private static string Words(SessionEnd why) => why switch
    {
        SessionEnd.Left => "You signed out: sign in again.",
        SessionEnd.Ended => "The session was ended from another one of yours: sign in again.",
        SessionEnd.Crowded => "The session ended because the account has too many newer ones: sign in again.",
        SessionEnd.Reused => "A refresh token of the session was used twice, so it may have been stolen, and the session ended: sign in again.",
        SessionEnd.Operator => "An operator ended the account's sessions: sign in again.",
        SessionEnd.Closed => "An operator closed the account: ask them to open it.",
        SessionEnd.Password => "The account's password or second factor was changed: sign in again.",
        _ => "The session is over: it was not used for too long, or lasted as long as one may. Sign in again.",
    };
}
