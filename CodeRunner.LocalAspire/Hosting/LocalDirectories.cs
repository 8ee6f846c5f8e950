using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Processes;
using Microsoft.Extensions.Configuration;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Where the servers keep their data. A temporary directory is deleted with the application.</summary>
internal sealed class LocalDirectories(string data, bool temporary) : IDisposable
{
    public const string DataKey = "LocalAspire:DataDirectory";
    public const string TemporaryKey = "LocalAspire:TemporaryData";

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Data { get; } = data;

    public bool Temporary { get; } = temporary;

    /// <summary>Beneath the run directory that a launcher names, else the repository's <c>.run</c>; a test's beneath the same or among temporary files.</summary>
    public static LocalDirectories From(IConfiguration configuration, string appHostDirectory)
    {
        var run = configuration[InheritedEnvironment.RunVariable] is { Length: > 0 } named ? Path.GetFullPath(named) : null;
        var temporary = configuration[DataKey] is null && configuration.GetValue<bool>(TemporaryKey);
        var data = temporary
            ? Path.Combine(run is null ? Path.GetTempPath() : Path.Combine(run, "data"), $"localaspire-{Guid.NewGuid():N}")
            : Path.GetFullPath(configuration[DataKey] ?? Path.Combine(run ?? Path.Combine(FindRoot(appHostDirectory), ".run"), "data"), appHostDirectory);
        Directory.CreateDirectory(data, Private);
        return new LocalDirectories(data, temporary);
    }

    public string For(IResource resource) => Path.Combine(Data, resource.Name);

    public void Dispose()
    {
        if (Temporary && Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
    }

    private static string FindRoot(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            if (Path.Exists(Path.Combine(directory.FullName, ".git")) || directory.EnumerateFiles("*.sln*").Any()) return directory.FullName;
        }

        return start;
    }
}
