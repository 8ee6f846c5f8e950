using System.Security.Cryptography;
using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Core;
using CodeRunner.Core.Idempotency;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Idempotency;

/// <summary>
/// A POST with an Idempotency-Key is done once: what it does and what it answered are stored in one transaction, and the same request again gets the same answer. A
/// request that failed did nothing, and may be tried again with its key.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";
    private const int MostKeyLength = 200;

    /// <summary>Whether an endpoint with this metadata minds keys.</summary>
    public static bool IsFor(IEnumerable<object> metadata) =>
        !metadata.Any(each => each is NeverKept or IAllowAnonymous) && metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods is [var method] && HttpMethods.IsPost(method);

    public async Task InvokeAsync(HttpContext context, CodeRunnerDb db, AuditTrail audit, TimeProvider time)
    {
        var header = context.Request.Headers[Header];
        if (header.Count == 0 || context.GetEndpoint() is not { } endpoint || !IsFor(endpoint.Metadata) || !Caller.TryRead(context.User, out var caller))
        {
            await next(context);
            return;
        }
        var key = header.ToString();
        if (key.Length is 0 or > MostKeyLength || !key.All(letter => letter is >= ' ' and < (char)127))
        {
            await Refusal.Invalid(Header, $"It must have 1 to {MostKeyLength} printable ASCII characters.").ExecuteAsync(context);
            return;
        }
        var (body, instead) = await RunAsync(context, db, caller, key, time.GetUtcNow());
        await audit.WriteDeniedAsync(context.RequestAborted);
        if (instead is not null)
            await instead.ExecuteAsync(context);
        else
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>What the rest answered, or what is to be answered instead.</summary>
    private async Task<(byte[]? Body, IResult? Instead)> RunAsync(HttpContext context, CodeRunnerDb db, Caller caller, string key, DateTimeOffset now)
    {
        // A token has keys of its own: what somebody else's machine, or the maker in person, was answered is not for it.
        var (userId, tokenId) = (caller.Id, caller.Token?.Id ?? Guid.Empty);
        var aborted = context.RequestAborted;
        var fingerprint = await Fingerprint.OfAsync(context.Request, aborted);
        await using var transaction = await db.Database.BeginTransactionAsync(aborted);
        // The lock ends with the transaction, also when this process dies: a key can't stay "in progress".
        if (!await db.TryLockAsync($"idempotency {caller.Token?.Id ?? userId} {key}", aborted))
            return (null, Refusal.Conflict("A request with this Idempotency-Key is still being worked on."));
        var kept = await db.IdempotentAnswers.AsNoTracking().SingleOrDefaultAsync(each => each.UserId == userId && each.TokenId == tokenId && each.Key == key, aborted);
        if (kept is not null && kept.CreatedAt > now - IdempotentAnswer.Life)
        {
            return (null, CryptographicOperations.FixedTimeEquals(kept.Fingerprint, fingerprint)
                ? new ReplayedAnswer(kept)
                : TypedResults.Problem("This Idempotency-Key was used with another request.", statusCode: StatusCodes.Status422UnprocessableEntity));
        }
        await db.IdempotentAnswers.Where(each => each.UserId == userId && each.TokenId == tokenId && each.Key == key).ExecuteDeleteAsync(aborted);

        var body = await CaptureAsync(context);
        if (context.Response.StatusCode is >= 200 and < 300)
        {
            db.IdempotentAnswers.Add(new IdempotentAnswer
            {
                UserId = userId,
                TokenId = tokenId,
                Key = key,
                Fingerprint = fingerprint,
                Status = context.Response.StatusCode,
                ContentType = context.Response.ContentType,
                Location = context.Response.Headers.Location,
                Body = body,
                CreatedAt = now,
            });
            await db.SaveChangesAsync(aborted);
            await transaction.CommitAsync(CancellationToken.None);
        }
        return (body, null);
    }

    /// <summary>Runs the rest and returns what it answered, which goes out after the commit.</summary>
    private async Task<byte[]> CaptureAsync(HttpContext context)
    {
        var original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var captured = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(captured));
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync();
            return captured.ToArray();
        }
        finally
        {
            context.Features.Set(original);
        }
    }
}
