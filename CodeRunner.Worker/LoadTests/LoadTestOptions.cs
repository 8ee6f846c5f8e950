using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.LoadTests;

/// <summary>Section "LoadTests".</summary>
public sealed class LoadTestOptions
{
    public const string Section = "LoadTests";

    /// <summary>Between two looks for load tests that wait, are cancelled, or whose deployment is another one by now.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:10", ErrorMessage = "LoadTests:Interval must be between a tenth of a second and ten seconds.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A request that is not done by then, the end of its body included, is late, which is an error.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = "LoadTests:RequestTimeout must be between a tenth of a second and a minute.")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
