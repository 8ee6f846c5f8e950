using Aspire.Hosting.ApplicationModel;
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

    public static LocalDirectories From(IConfiguration configuration, string appHostDirectory)
    {
        var configured = configuration[DataKey];
        if (configured is null && configuration.GetValue<bool>(TemporaryKey))
            return new LocalDirectories(Directory.CreateTempSubdirectory("localaspire-").FullName, temporary: true);
        var data = Path.GetFullPath(configured ?? Path.Combine(FindRoot(appHostDirectory), ".run", "data"), appHostDirectory);
        Directory.CreateDirectory(data, Private);
        return new LocalDirectories(data, temporary: false);
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
