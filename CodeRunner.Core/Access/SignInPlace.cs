using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Core.Access;

/// <summary>From where an account was tried with a wrong password: a network, or a browser that signed in to it before. Forgotten when a right one comes from there, or a day later.</summary>
public sealed class SignInPlace
{
    public const int MostNameLength = 50;

    private SignInPlace()
    {
    }

    public SignInPlace(Guid userId, string name) => (UserId, Name) = (userId, name);

    public Guid UserId { get; private set; }

    public string Name { get; private set; } = "";

    public int Failures { get; private set; }

    public DateTimeOffset? FailuresSince { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    public DateTimeOffset FailedAt { get; private set; }

    public Guesses Guesses => new(Failures, FailuresSince, LockedUntil);

    /// <summary>Whether this was the one that locks.</summary>
    public bool Failed(DateTimeOffset now)
    {
        var before = LockedUntil;
        (Failures, FailuresSince, LockedUntil) = Guesses.Failed(Guesses.OfPlace, now);
        FailedAt = now;
        return LockedUntil != before;
    }

    /// <summary>The network of an address: who has one address of it usually has more.</summary>
    public static string OfAddress(string? ip)
    {
        if (!IPAddress.TryParse(ip, out var address))
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var (kept, bits) = address.AddressFamily == AddressFamily.InterNetwork ? (3, 24) : (8, 64);
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{bits}";
    }

    public static string OfBrowser(Guid id) => $"browser {id}";
}
