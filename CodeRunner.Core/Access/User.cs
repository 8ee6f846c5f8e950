namespace CodeRunner.Core.Access;

public sealed class User
{
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

    /// <summary>From places that are not known to the account, since <see cref="FailuresSince"/>.</summary>
    public int FailedLogins { get; private set; }

    public DateTimeOffset? FailuresSince { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    public Guesses Guesses => new(FailedLogins, FailuresSince, LockedUntil);

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? LastSignInAt { get; private set; }

    /// <summary>When an operator closed the account: since then nobody signs in to it, and neither its sessions nor its API tokens count.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public static string Normalize(string email) => email.Trim().ToUpperInvariant();

    /// <summary>Whether this was the one that locks the account, for all but those who are known to it.</summary>
    public bool LoginFailed(DateTimeOffset now)
    {
        var before = LockedUntil;
        (FailedLogins, FailuresSince, LockedUntil) = Guesses.Failed(Guesses.OfAccount, now);
        return LockedUntil != before;
    }

    public void LoginSucceeded(string? rehashedPassword = null) => PasswordHash = rehashedPassword ?? PasswordHash;

    /// <summary>A new password opens an account that wrong ones have locked.</summary>
    public void SetPassword(string hash) => (PasswordHash, FailedLogins, FailuresSince, LockedUntil) = (hash, 0, null, null);

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
