using Aspire.Hosting;

namespace CodeRunner.LocalAspire.Projects;

/// <summary>A project whose build wrote down where its assembly is. Implemented by generated code.</summary>
public interface IBuiltProject : IProjectMetadata
{
    /// <summary>The absolute path of the assembly.</summary>
    string AssemblyPath { get; }
}
