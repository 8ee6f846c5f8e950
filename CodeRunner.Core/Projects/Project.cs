using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Projects;

public sealed class Project
{
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

    /// <summary>When its deletion was asked for; it goes when its last deployment is gone.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public IReadOnlyList<Member> Members => members;

    public void Delete(DateTimeOffset now) => DeletedAt ??= now;
}
