using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Access;

/// <summary>How much one user, or one address that tries credentials, may ask. Each Api counts for itself.</summary>
internal sealed class RateLimits(IOptions<AccessOptions> access) : IConfigureOptions<RateLimiterOptions>
{
    public const string Credentials = "credentials";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = TellWhen;
        options.AddPolicy(Credentials, context => RateLimitPartition.GetFixedWindowLimiter(
            Address(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = access.Value.CredentialsPerMinute, Window = Window }));
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.User.Identity?.IsAuthenticated == true
            ? RateLimitPartition.GetTokenBucketLimiter(Caller.Of(context.User).Id.ToString(), _ => PerUser(access.Value.RequestsPerMinute))
            : RateLimitPartition.GetNoLimiter(""));
    }

    private static TokenBucketRateLimiterOptions PerUser(int perMinute) => new()
    {
        TokenLimit = perMinute,
        TokensPerPeriod = Math.Max(1, perMinute / 60),
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / Math.Min(60, perMinute),
    };

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static ValueTask TellWhen(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : TimeSpan.FromSeconds(1);
        rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString();
        return ValueTask.CompletedTask;
    }
}
