using Aspire.Hosting;

namespace CodeRunner.LocalAspire.Projects;

/// <summary>A project that is given by its path alone.</summary>
internal sealed class ProjectPathMetadata(string projectPath) : IProjectMetadata
{
    public string ProjectPath { get; } = projectPath;
}
