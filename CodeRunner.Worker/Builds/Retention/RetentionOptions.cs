using System.ComponentModel.DataAnnotations;
using CodeRunner.Core.Releases;

namespace CodeRunner.Worker.Builds.Retention;

/// <summary>Section "Artifacts": how much is kept to go back to.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Artifacts";

    /// <summary>Earlier artifacts of a deployment that are kept, besides what serves and what is newest.</summary>
    [Range(1, 1000, ErrorMessage = "Artifacts:Kept must be between 1 and 1,000.")]
    public int Kept { get; set; } = 10;

    /// <summary>All artifacts of a project. Beyond it the oldest go first; what serves and the last that served before always stay.</summary>
    [Range(1, 1 << 30, ErrorMessage = "Artifacts:MaxProjectMb must be between 1 and 1,073,741,824.")]
    public int MaxProjectMb { get; set; } = 10240;

    /// <summary>Between two pages of the slow look at all deployments.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Artifacts:SweepInterval must be between a second and a day.")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(30);

    public RetentionRules ToRules() => new(Kept, (long)MaxProjectMb << 20);
}
