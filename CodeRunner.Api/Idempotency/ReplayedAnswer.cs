using CodeRunner.Core.Idempotency;

namespace CodeRunner.Api.Idempotency;

/// <summary>The answer that was given before, byte for byte.</summary>
internal sealed class ReplayedAnswer(IdempotentAnswer kept) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = kept.Status;
        response.ContentType = kept.ContentType;
        response.Headers["Idempotency-Replayed"] = "true";
        if (kept.Location is not null)
            response.Headers.Location = kept.Location;
        await response.Body.WriteAsync(kept.Body, httpContext.RequestAborted);
    }
}
