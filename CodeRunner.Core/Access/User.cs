using System.Diagnostics.CodeAnalysis;

namespace CodeRunner.Core.Access;

public sealed class User
{
    /// <summary>Wrong passwords in a row that close the account for a while.</summary>
    public const int FailuresToLock = 5;

    public static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);

    private User()
    {
    }

    public User(string email, string displayName, string passwordHash, bool isOperator, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Email = email;
        NormalizedEmail = Normalize(email);
        DisplayName = displayName;
        PasswordHash = passwordHash;
        Operator = isOperator;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    public string Email { get; private set; } = "";

    public string NormalizedEmail { get; private set; } = "";

    public string DisplayName { get; private set; } = "";

    public string PasswordHash { get; private set; } = "";

    public bool Operator { get; private set; }

    public int FailedLogins { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? LastSignInAt { get; private set; }

    /// <summary>When an operator closed the account: since then nobody signs in to it, and neither its sessions nor its API tokens count.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public static string Normalize(string email) => email.Trim().ToUpperInvariant();

    public bool IsLocked(DateTimeOffset now, [NotNullWhen(true)] out TimeSpan? retryAfter)
    {
        retryAfter = LockedUntil > now ? LockedUntil - now : null;
        return retryAfter is not null;
    }

    /// <summary>Whether this was the one that closes the account.</summary>
    public bool LoginFailed(DateTimeOffset now)
    {
        FailedLogins++;
        if (FailedLogins < FailuresToLock)
            return false;
        FailedLogins = 0;
        LockedUntil = now + LockTime;
        return true;
    }

    /// <summary>A new password opens an account that wrong ones have closed.</summary>
    public void SetPassword(string hash) => LoginSucceeded(hash);

    public void LoginSucceeded(string? rehashedPassword = null)
    {
        FailedLogins = 0;
        LockedUntil = null;
        PasswordHash = rehashedPassword ?? PasswordHash;
    }

    public void SignedIn(DateTimeOffset now) => LastSignInAt = now;

    /// <summary>False when it was closed already.</summary>
    public bool TryClose(DateTimeOffset now)
    {
        if (ClosedAt is not null)
            return false;
        ClosedAt = now;
        return true;
    }

    /// <summary>False when it was open already.</summary>
    public bool TryOpen()
    {
        if (ClosedAt is null)
            return false;
        ClosedAt = null;
        return true;
    }
}
