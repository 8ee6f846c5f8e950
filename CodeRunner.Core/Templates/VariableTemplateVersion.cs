using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Templates;

namespace CodeRunner.Core.Templates;

/// <summary>One version of a project's own template. It never changes.</summary>
public sealed class VariableTemplateVersion
{
    private VariableTemplateVersion()
    {
    }

    internal VariableTemplateVersion(Guid templateId, int number, Runtime? runtime, string description, IReadOnlyList<TemplateKey> keys, Guid? createdBy, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (TemplateId, Number) = (templateId, number);
        (Runtime, Description, Keys) = (runtime, description, keys);
        (CreatedBy, CreatedAt) = (createdBy, now);
    }

    public Guid Id { get; private set; }

    public Guid TemplateId { get; private set; }

    /// <summary>Counts from 1.</summary>
    public int Number { get; private set; }

    public Runtime? Runtime { get; private set; }

    public string Description { get; private set; } = "";

    public IReadOnlyList<TemplateKey> Keys { get; private set; } = [];

    public Guid? CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
}
