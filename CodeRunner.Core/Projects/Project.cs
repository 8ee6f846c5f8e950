using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Projects;

public sealed class Project
{
    public const int UsualLogDays = 30;
    public const int MostLogDays = 365;

    private readonly List<Member> members = [];

    private Project()
    {
    }

    public Project(string name, string slug, Guid ownerId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Name = name;
        Slug = slug;
        CreatedAt = now;
        AccountableId = ownerId;
        members.Add(new Member(Id, ownerId, ProjectRole.Owner, [], now));
    }

    public Guid Id { get; private set; }

    public string Name { get; private set; } = "";

    public string Slug { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>
    /// Against whose limits it counts: who made it, until they own it no more; nobody else becomes that by being made an owner. Null only in projects that a service of the version before made,
    /// until its members change.
    /// </summary>
    public Guid? AccountableId { get; private set; }

    /// <summary>How long log lines of its deployments are kept; 1 to <see cref="MostLogDays"/>.</summary>
    public int LogDays { get; set; } = UsualLogDays;

    /// <summary>When its deletion was asked for; it goes when its last deployment is gone.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public IReadOnlyList<Member> Members => members;

    /// <summary>Its slug stays: it is in no address that people use, and in none that would lead elsewhere.</summary>
    public void Rename(string name) => Name = name;

    public void CountAgainst(Guid ownerId) => AccountableId = ownerId;

    public void Delete(DateTimeOffset now) => DeletedAt ??= now;
}
