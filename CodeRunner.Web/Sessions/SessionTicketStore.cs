using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;

namespace CodeRunner.Web.Sessions;

/// <summary>
/// Keeps who a session belongs to on the server, encrypted, so that the cookie holds nothing but the session's name. This copy remembers those in use: a ticket says no more
/// than that, and whether the session still lasts is asked of its tokens each time. The ticket of one that is over stays, so that all that this browser has open learns why.
/// </summary>
internal sealed class SessionTicketStore(IDistributedCache cache, IDataProtectionProvider protection, SessionTokenStore tokens) : ITicketStore, IDisposable
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = MostRemembered });
    private readonly IDataProtector protector = protection.CreateProtector("CodeRunner.Web.SessionTicket.v1");

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var session = ticket.Principal.SessionId() ?? throw new InvalidOperationException("A ticket without a session cannot be stored.");
        await RenewAsync(session, ticket);
        return session;
    }

    /// <summary>
    /// Who signs in over another session would get that one's name, and whoever planted it would be in the new one: then the name leads nowhere any more, and the next sign-in gets a new one.
    /// </summary>
    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        if (ticket.Principal.SessionId() != key)
            return RemoveAsync(key);
        var written = TicketSerializer.Default.Serialize(ticket);
        Remember(key, written);
        return cache.SetAsync(Key(key), protector.Protect(written), new DistributedCacheEntryOptions { AbsoluteExpiration = ticket.Properties.ExpiresUtc });
    }

    /// <summary>None of a session that is over: to the cookie handler it is as if there had never been one, so that who signs in now gets a name of their own.</summary>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        if (await RetrieveAsync(key) is not { } ticket)
            return null;
        if (await tokens.ReadAsync(key, cancellationToken) is { } lasting)
        {
            httpContext.Features.Set(lasting); // what is forwarded needs them at once
            return ticket;
        }
        if (await tokens.ReadEndAsync(key, cancellationToken) is { } why)
            EndedSession.Tell(httpContext, why);
        SessionCookie.Delete(httpContext);
        return null;
    }

    /// <summary>A ticket of the caller's own each time: the cookie handler changes the one it is given.</summary>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        if (known.Get<byte[]>(key) is { } written)
            return TicketSerializer.Default.Deserialize(written);
        if (await cache.GetAsync(Key(key)) is not { } stored)
            return null;
        try
        {
            written = protector.Unprotect(stored);
        }
        catch (CryptographicException)
        {
            return null;
        }
        Remember(key, written);
        return TicketSerializer.Default.Deserialize(written);
    }

    public Task RemoveAsync(string key)
    {
        known.Remove(key);
        return cache.RemoveAsync(Key(key));
    }

    public void Dispose() => known.Dispose();

    private void Remember(string key, byte[] ticket) => known.Set(key, ticket, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });

    private static string Key(string session) => $"ticket:{session}";
}
