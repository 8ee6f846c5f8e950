using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>Starts any program.</summary>
internal sealed class ExecutableProgram(ExecutableResource executable, RunnerServices services) : IProgram
{
    public bool StartsAgain => false;

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<ProcessSpec> DescribeAsync(CancellationToken cancellationToken)
    {
        var resolver = new EnvironmentResolver(executable, services);
        var variables = await resolver.VariablesAsync(InheritedEnvironment.ForApps(services.Directories.Data), cancellationToken);
        return new ProcessSpec(FindCommand(), await resolver.ArgumentsAsync(cancellationToken), executable.WorkingDirectory)
        {
            Environment = variables,
            Grace = Graces.For(executable, services.Configuration, Graces.OfExecutables),
            EndsItsChildren = true,
        };
    }

    private string FindCommand()
    {
        var places = executable.Command.Contains('/')
            ? [executable.WorkingDirectory]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return places.Select(place => Path.GetFullPath(Path.Combine(place, executable.Command))).FirstOrDefault(File.Exists)
            ?? throw new DistributedApplicationException($"There is no program '{executable.Command}'.");
    }
}
