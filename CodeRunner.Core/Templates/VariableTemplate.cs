using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Templates;

namespace CodeRunner.Core.Templates;

/// <summary>A project's own template of variables. What it holds is in its versions; its name is not.</summary>
public sealed class VariableTemplate
{
    private VariableTemplate()
    {
    }

    public VariableTemplate(Guid projectId, Guid? createdBy, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        ProjectId = projectId;
        CreatedBy = createdBy;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid ProjectId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The newest.</summary>
    public int Version { get; private set; }

    public Guid? CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Makes the next version, which the caller stores.</summary>
    public VariableTemplateVersion Change(string name, Runtime? runtime, string description, IReadOnlyList<TemplateKey> keys, Guid? by, DateTimeOffset now)
    {
        (Name, Version, UpdatedAt) = (name, Version + 1, now);
        return new VariableTemplateVersion(Id, Version, runtime, description, keys, by, now);
    }
}
