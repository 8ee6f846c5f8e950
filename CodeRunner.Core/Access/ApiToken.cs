using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Access;

/// <summary>
/// A secret with which a machine acts for the member who made it, in one project, and within a scope. Only the SHA-256 of the secret is kept. After a rotation the former
/// secret may count for a while.
/// </summary>
public sealed class ApiToken
{
    public const int MostPerProject = 50;
    public const int MostNameLength = 100;

    public static readonly TimeSpan UsualLife = TimeSpan.FromDays(90);

    /// <summary>A year, leap years included.</summary>
    public static readonly TimeSpan MostLife = TimeSpan.FromDays(366);

    /// <summary>How long a former secret may count beside the new one.</summary>
    public static readonly TimeSpan MostOverlap = TimeSpan.FromHours(24);

    /// <summary>How exactly the last use is known.</summary>
    public static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    private ApiToken()
    {
    }

    /// <summary>Of the scope, its id, project and rotation are not looked at: those are the token's own.</summary>
    public ApiToken(Guid projectId, Guid createdBy, TokenScope scope, string text, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        Id = Guid.CreateVersion7(now);
        (ProjectId, CreatedBy, CreatedAt, ExpiresAt) = (projectId, createdBy, now, expiresAt);
        (Name, Role, Environments, Reveals) = (scope.Name, scope.Role, scope.Environments, scope.Reveals);
        (Hash, Starts) = (ApiTokenText.Hash(text), ApiTokenText.Beginning(text));
    }

    public Guid Id { get; private set; }

    public Guid ProjectId { get; private set; }

    /// <summary>In whose name it acts.</summary>
    public Guid CreatedBy { get; private set; }

    /// <summary>The only one of this name in its project.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Never an owner's.</summary>
    public ProjectRole Role { get; private set; }

    /// <summary>Where it holds; empty for wherever its maker's role does.</summary>
    public EnvironmentName[] Environments { get; private set; } = [];

    /// <summary>Where it may reveal secrets, as far as its maker may.</summary>
    public EnvironmentName[] Reveals { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>To <see cref="UseResolution"/>.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>SHA-256 of the secret.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>The secret's first characters, by which people tell tokens apart.</summary>
    public string Starts { get; private set; } = "";

    /// <summary>How many times it got a new secret.</summary>
    public int Rotation { get; private set; }

    /// <summary>SHA-256 of the secret before, while that may count.</summary>
    public byte[]? FormerHash { get; private set; }

    public DateTimeOffset? FormerEndsAt { get; private set; }

    /// <summary>Which of its secrets has the hash: a number that <see cref="EndOf"/> takes.</summary>
    public int RotationOf(ReadOnlySpan<byte> hash) => hash.SequenceEqual(Hash) ? Rotation : Rotation - 1;

    /// <summary>When the secret of that rotation ends; null when it has.</summary>
    public DateTimeOffset? EndOf(int rotation) => rotation == Rotation ? ExpiresAt : rotation == Rotation - 1 ? FormerEndsAt : null;

    public bool Counts(int rotation, DateTimeOffset now) => EndOf(rotation) > now;

    /// <summary>Gives it a new secret; the one of now counts for <paramref name="overlap"/> more, and never longer than it would have.</summary>
    public void Rotate(string text, TimeSpan overlap, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        var isKept = overlap > TimeSpan.Zero;
        FormerHash = isKept ? Hash : null;
        FormerEndsAt = !isKept ? null : now + overlap < ExpiresAt ? now + overlap : ExpiresAt;
        (Hash, Starts, ExpiresAt) = (ApiTokenText.Hash(text), ApiTokenText.Beginning(text), expiresAt);
        Rotation++;
    }

    public TokenScope ScopeOf(int rotation) => new(Id, Name, rotation, ProjectId, Role, Environments, Reveals);
}
