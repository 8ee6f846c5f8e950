using System.Text.Json;
using Aspire.Hosting;

namespace CodeRunner.LocalAspire.Projects;

/// <summary>Reads launchSettings.json and chooses a profile as Aspire does.</summary>
internal static class LaunchProfiles
{
    private static readonly JsonSerializerOptions Lenient = new() { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="wanted">A profile's name; null for the AppHost's own, else the first that runs the project.</param>
    public static LaunchProfile? Choose(IProjectMetadata project, string? wanted)
    {
        var profiles = (project.LaunchSettings ?? Read(project.ProjectPath))?.Profiles ?? [];
        if (wanted is not null)
        {
            return profiles.GetValueOrDefault(wanted)
                ?? throw new DistributedApplicationException($"{project.ProjectPath} has no launch profile '{wanted}'.");
        }

        return Environment.GetEnvironmentVariable("DOTNET_LAUNCH_PROFILE") is { } ours && profiles.TryGetValue(ours, out var same)
            ? same
            : profiles.Values.FirstOrDefault(profile => profile.CommandName == "Project");
    }

    private static LaunchSettings? Read(string projectPath)
    {
        var path = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        return File.Exists(path) ? JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllText(path), Lenient) : null;
    }
}
