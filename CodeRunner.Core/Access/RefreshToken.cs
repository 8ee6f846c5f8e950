namespace CodeRunner.Core.Access;

/// <summary>
/// One link in a session's chain of refresh tokens: each use makes a successor. Only the SHA-256 of a token is kept. A token used twice means that somebody copied it, unless
/// its successor never arrived: then the client may ask again for a short while.
/// </summary>
public sealed class RefreshToken
{
    /// <summary>How long a client whose answer was lost may use the same token again.</summary>
    public static readonly TimeSpan ReuseGrace = TimeSpan.FromSeconds(10);

    private RefreshToken()
    {
    }

    /// <summary>It lasts as long as the session does without further use.</summary>
    public RefreshToken(Session session, byte[] hash, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        UserId = session.UserId;
        SessionId = session.Id;
        Hash = hash;
        CreatedAt = now;
        ExpiresAt = session.ExpiresAt;
    }

    public Guid Id { get; private set; }

    public Guid UserId { get; private set; }

    /// <summary>The session of the login from which it descends.</summary>
    public Guid SessionId { get; private set; }

    public byte[] Hash { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>The newest token made from this one.</summary>
    public Guid? SuccessorId { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public RefreshOutcome Judge(RefreshToken? successor, DateTimeOffset now) => this switch
    {
        { RevokedAt: not null } => RefreshOutcome.Refused,
        _ when ExpiresAt <= now => RefreshOutcome.Refused,
        { UsedAt: null } => RefreshOutcome.Accepted,
        _ when now - UsedAt <= ReuseGrace && successor is { UsedAt: null, RevokedAt: null } => RefreshOutcome.Accepted,
        _ => RefreshOutcome.Stolen,
    };

    /// <summary>Makes the next token; a successor that was never used is replaced by it.</summary>
    public RefreshToken Succeed(Session session, RefreshToken? unusedSuccessor, byte[] hash, DateTimeOffset now)
    {
        unusedSuccessor?.Revoke(now);
        session.Use(now);
        var next = new RefreshToken(session, hash, now);
        UsedAt ??= now;
        SuccessorId = next.Id;
        return next;
    }

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
