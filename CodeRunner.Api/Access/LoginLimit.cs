using System.Threading.RateLimiting;
using CodeRunner.Core.Access;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Access;

/// <summary>Logins a minute for one account, known or not, so that many addresses together can't guess faster. A browser that is known to the account has a limit of its own: strangers don't use it up.</summary>
internal sealed class LoginLimit(IOptions<AccessOptions> access) : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(account =>
        RateLimitPartition.GetFixedWindowLimiter(
            account, _ => new FixedWindowRateLimiterOptions { PermitLimit = access.Value.LoginsPerMinute, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>Null when the login may go on, else how long to wait.</summary>
    public TimeSpan? Take(string email, Guid? browser)
    {
        using var lease = limiter.AttemptAcquire($"{User.Normalize(email)} {browser}");
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
    }

    public void Dispose() => limiter.Dispose();
}
