using System.Runtime.InteropServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;
using CodeRunner.LocalAspire.Processes;

namespace CodeRunner.LocalAspire.Projects;

/// <summary>Starts a project from what the build made of it.</summary>
internal sealed class ProjectProgram(ProjectResource project, RunnerServices services) : IProgram
{
    private readonly IProjectMetadata _metadata = project.Annotations.OfType<IProjectMetadata>().Last();

    public bool StartsAgain => true;

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<ProcessSpec> DescribeAsync(CancellationToken cancellationToken)
    {
        var resolver = new EnvironmentResolver(project, services);
        var defaults = InheritedEnvironment.ForApps(services.Directories.Data);
        defaults["OTEL_SERVICE_NAME"] = project.Name;
        defaults["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid():N}";
        var variables = await resolver.VariablesAsync(defaults, cancellationToken);
        return new ProcessSpec(
            DotnetHost(),
            [AssemblyPath(), .. await resolver.ArgumentsAsync(cancellationToken)],
            Path.GetDirectoryName(_metadata.ProjectPath)!)
        {
            Environment = variables,
            Grace = Graces.For(project, services.Configuration, Graces.OfProjects),
            // A service is made to be killed at any moment. SIGTERM would mean an orderly end, at which a worker ends its apps too.
            DeathSignal = Signal.Kill,
        };
    }

    private string AssemblyPath()
    {
        var path = _metadata is IBuiltProject built ? built.AssemblyPath : NewestBuild(_metadata.ProjectPath);
        return path is not null && File.Exists(path)
            ? path
            : throw new DistributedApplicationException($"{_metadata.ProjectPath} is not built: {path ?? "no assembly"} is missing.");
    }

    private static string? NewestBuild(string projectPath)
    {
        var output = new DirectoryInfo(Path.Combine(Path.GetDirectoryName(projectPath)!, "bin"));
        return !output.Exists ? null : output.EnumerateFiles(Path.GetFileNameWithoutExtension(projectPath) + ".dll", SearchOption.AllDirectories)
            .MaxBy(file => file.LastWriteTimeUtc)?.FullName;
    }

    // The host that runs this very process, whatever PATH says.
    private static string DotnetHost() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
