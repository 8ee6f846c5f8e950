using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Builds;

/// <summary>What one build may take, and how many run at a time.</summary>
public sealed class BuildsOptions
{
    public const string Section = "Builds";

    /// <summary>For a whole build, without the wait for its turn.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00", ErrorMessage = "Builds:Timeout must be between a second and six hours.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    [Range(64, 1 << 20, ErrorMessage = "Builds:MemoryMb must be between 64 and 1,048,576.")]
    public int MemoryMb { get; set; } = 2048;

    [Range(0.1, 256, ErrorMessage = "Builds:Cpus must be between 0.1 and 256.")]
    public double Cpus { get; set; } = 2;

    [Range(16, 65536, ErrorMessage = "Builds:Pids must be between 16 and 65,536.")]
    public int Pids { get; set; } = 512;

    /// <summary>What the app's directory may hold while it is built, and as an artifact; and what the project's package cache may hold.</summary>
    [Range(16, 1 << 20, ErrorMessage = "Builds:DiskMb must be between 16 and 1,048,576.")]
    public int DiskMb { get; set; } = 2048;

    /// <summary>Builds of the node at a time, among all its Workers; the others wait. A project has at most one fewer of a Worker's, unless it is 1.</summary>
    [Range(1, 256, ErrorMessage = "Builds:MaxConcurrent must be between 1 and 256.")]
    public int MaxConcurrent { get; set; } = 2;

    /// <summary>Free space on the node's disk below which no build begins; rollback targets are removed to get there.</summary>
    [Range(0, 1 << 30, ErrorMessage = "Builds:MinFreeDiskMb must be between 0 and 1,073,741,824.")]
    public int MinFreeDiskMb { get; set; } = 512;

    /// <summary>
    /// Environment variables that say where packages come from, such as npm_config_registry, RestoreSources or PIP_INDEX_URL. Builds get exactly these, and
    /// reach exactly the hosts in them besides the internet; only where none is set, what the machine's npm, NuGet and pip are configured with. An empty value says nothing.
    /// </summary>
    public IDictionary<string, string> Registries { get; init; } = new Dictionary<string, string>();
}
