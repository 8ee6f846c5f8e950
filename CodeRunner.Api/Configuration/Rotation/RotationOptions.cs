using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Api.Configuration.Rotation;

/// <summary>Section Vault, what is the Api's of it.</summary>
internal sealed class RotationOptions
{
    /// <summary>How often it is looked for secrets that another master key than the current one seals.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan RotationInterval { get; set; } = TimeSpan.FromSeconds(30);
}
