using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace CodeRunner.Web.Sessions;

/// <summary>
/// Keeps the tokens of sessions, encrypted. Apart from the ticket on purpose: the cookie handler writes a ticket back as it was read, which would undo a
/// refresh that happened meanwhile.
/// </summary>
internal sealed class SessionTokenStore(IDistributedCache cache, IDataProtectionProvider protection)
{
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

    private static string Key(string session) => $"tokens:{session}";
}
