using System.Text.Json.Serialization;

namespace Aspire.Hosting;

/// <summary>The content of a project's launchSettings.json.</summary>
public sealed class LaunchSettings
{
    [JsonPropertyName("profiles")]
    public Dictionary<string, LaunchProfile> Profiles { get; set; } = [];
}
