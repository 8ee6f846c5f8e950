using System.Reflection;
using Aspire.Hosting;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Finds the AppHost's assembly and the directory of its project, which the build wrote into it.</summary>
internal static class AppHostLocation
{
    public static Assembly? FindAssembly(DistributedApplicationOptions options) =>
        options.AssemblyName is { } name
            ? Assembly.Load(name)
            : AppHostInterception.Current?.Assembly ?? Assembly.GetEntryAssembly();

    public static string FindDirectory(DistributedApplicationOptions options, Assembly? assembly)
    {
        var projectPath = assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(each => string.Equals(each.Key, "AppHostProjectPath", StringComparison.OrdinalIgnoreCase))?.Value;
        return options.ProjectDirectory is { } given && Directory.Exists(given) ? Path.GetFullPath(given)
            : projectPath is not null && Directory.Exists(projectPath) ? Path.GetFullPath(projectPath)
            : Directory.GetCurrentDirectory();
    }
}
