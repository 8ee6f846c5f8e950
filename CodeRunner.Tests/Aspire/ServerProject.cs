using Aspire.Hosting;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.Aspire;

/// <summary>This test project as a resource: with a role in its environment it is a small server.</summary>
internal sealed class ServerProject : IProjectMetadata
{
    public string ProjectPath => Path.Combine(Repository.Root, "CodeRunner.Tests", "CodeRunner.Tests.csproj");
}
