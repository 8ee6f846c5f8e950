using System.Text.Json;
using CodeRunner.Core;
using CodeRunner.Core.Vault;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Api.Problems;

/// <summary>Says what is the client's fault, or passes; what is left is a bug and answered as 500 without details.</summary>
internal sealed class FaultHandler : IExceptionHandler
{
    private const int RetrySeconds = 2;

    public static ProblemHttpResult TooLarge => Refusal.TooLarge("The request is larger than what is taken here.");

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Explain(exception) is not { } answer)
            return false;
        if (answer.StatusCode == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = RetrySeconds.ToString();
        await answer.ExecuteAsync(httpContext);
        return true;
    }

    internal static ProblemHttpResult? Explain(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException fault } => Refusal.Invalid(Field(fault), Text(fault)),
        JsonException fault => Refusal.Invalid(Field(fault), Text(fault)),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge,
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            Refusal.UnsupportedMediaType("Send JSON, with Content-Type: application/json."),
        BadHttpRequestException bad => TypedResults.Problem("The request could not be read.", statusCode: bad.StatusCode),
        DbUpdateConcurrencyException => Refusal.Conflict("Somebody else changed it at the same moment: look again, and try again."),
        _ when Find(exception, fault => fault is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }) =>
            Refusal.Conflict("Somebody else did the same at this moment: look again, and try again."),
        _ when Find(exception, fault => fault is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire }) =>
            Refusal.Invalid("body", "A NUL character is in it, which no text here may have."),
        _ when DatabaseOutage.IsCauseOf(exception) => TypedResults.Problem("The database does not answer right now. Try again soon.", statusCode: StatusCodes.Status503ServiceUnavailable),
        KeyServiceException away => TypedResults.Problem(away.Message, statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => null,
    };

    private static bool Find(Exception? exception, Func<Exception, bool> wanted) =>
        exception is not null && (wanted(exception) || Find(exception.InnerException, wanted));

    /// <summary>"$.limits.memoryMb" is limits.memoryMb to the client.</summary>
    private static string Field(JsonException fault) => Path(fault) is { } path && KnownNames.Known(path) is { Length: > 0 } known ? known : "body";

    private static string Text(JsonException fault) => Path(fault) switch
    {
        null => "It is not the JSON that is expected here.",
        var path when path == KnownNames.Known(path) => "The value does not fit.",
        _ => "It has a name that is not known here.",
    };

    private static string? Path(JsonException fault) => fault.Path is ['$', '.', .. var path] ? path : null;
}
