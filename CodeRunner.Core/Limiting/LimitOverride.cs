using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Core.Limiting;

/// <summary>The limits that an operator set for one project or one user, in the place of the platform's usual ones.</summary>
public sealed class LimitOverride
{
    private LimitOverride()
    {
    }

    public Guid Id { get; private set; }

    public Guid? ProjectId { get; private set; }

    public Guid? UserId { get; private set; }

    public int? Instances { get; private set; }

    public decimal? Cpus { get; private set; }

    public long? MemoryMb { get; private set; }

    public Guid? SetBy { get; private set; }

    public DateTimeOffset SetAt { get; private set; }

    public ResourceLimits Limits => new(Instances, Cpus, MemoryMb);

    public static LimitOverride OfProject(Guid projectId, DateTimeOffset now) => new() { Id = Guid.CreateVersion7(now), ProjectId = projectId };

    public static LimitOverride OfUser(Guid userId, DateTimeOffset now) => new() { Id = Guid.CreateVersion7(now), UserId = userId };

    public void Set(ResourceLimits limits, Guid by, DateTimeOffset now) =>
        (Instances, Cpus, MemoryMb, SetBy, SetAt) = (limits.Instances, limits.Cpus, limits.MemoryMb, by, now);
}
