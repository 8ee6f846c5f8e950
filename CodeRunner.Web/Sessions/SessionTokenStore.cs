using System.Security.Cryptography;
using System.Text.Json;
using CodeRunner.Contracts.Access;
using CodeRunner.Web.Access;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace CodeRunner.Web.Sessions;

/// <summary>
/// Keeps the tokens of sessions, encrypted. Apart from the ticket on purpose: the cookie handler writes a ticket back as it was read, which would undo a
/// refresh that happened meanwhile.
/// </summary>
internal sealed class SessionTokenStore(IDistributedCache cache, IDataProtectionProvider protection)
{
    private static readonly TimeSpan EndRemembered = TimeSpan.FromDays(1);

    private readonly IDataProtector protector = protection.CreateProtector("CodeRunner.Web.SessionTokens.v1");

    public async Task<SessionTokens?> ReadAsync(string session, CancellationToken ct)
    {
        if (await cache.GetAsync(Key(session), ct) is not { } stored)
            return null;
        try
        {
            return JsonSerializer.Deserialize<SessionTokens>(protector.Unprotect(stored));
        }
        catch (CryptographicException)
        {
            return null; // the keys are gone, so the session is
        }
    }

    public Task WriteAsync(string session, SessionTokens tokens, CancellationToken ct) =>
        cache.SetAsync(
            Key(session),
            protector.Protect(JsonSerializer.SerializeToUtf8Bytes(tokens)),
            new DistributedCacheEntryOptions { SlidingExpiration = SessionCookie.Lifetime },
            ct);

    public Task RemoveAsync(string session, CancellationToken ct) => cache.RemoveAsync(Key(session), ct);

    /// <summary>Removes them, and remembers for who comes back soon why that was.</summary>
    public async Task EndAsync(string session, string? reason, CancellationToken ct)
    {
        if (SessionEndWords.Read(reason) is { } why)
            await cache.SetStringAsync(EndKey(session), why.ToString(), new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = EndRemembered }, ct);
        await RemoveAsync(session, ct);
    }

    /// <summary>Why a session without tokens is over; null where nobody knows.</summary>
    public async Task<SessionEnd?> ReadEndAsync(string session, CancellationToken ct) => SessionEndWords.Read(await cache.GetStringAsync(EndKey(session), ct));

    private static string EndKey(string session) => $"end:{session}";

    private static string Key(string session) => $"tokens:{session}";
}
