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
        members.Add(new Member(Id, ownerId, ProjectRole.Owner, [], now));
    }

    public Guid Id { get; private set; }

    public string Name { get; private set; } = "";

    public string Slug { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>How long log lines of its deployments are kept; 1 to <see cref="MostLogDays"/>.</summary>
    public int LogDays { get; set; } = UsualLogDays;

    /// <summary>When its deletion was asked for; it goes when its last deployment is gone.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public IReadOnlyList<Member> Members => members;

    /// <summary>Its slug stays: it is in no address that people use, and in none that would lead elsewhere.</summary>
    public void Rename(string name) => Name = name;

    public void Delete(DateTimeOffset now) => DeletedAt ??= now;
}
