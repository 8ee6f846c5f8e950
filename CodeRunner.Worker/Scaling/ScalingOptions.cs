using System.ComponentModel.DataAnnotations;
using CodeRunner.Core.Scaling.Deciding;

namespace CodeRunner.Worker.Scaling;

/// <summary>Section "Scaling".</summary>
public sealed class ScalingOptions : IValidatableObject
{
    public const string Section = "Scaling";

    /// <summary>How long the other Workers' parts of a second are waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.4", ErrorMessage = "Scaling:Patience must be between zero and 0.4 seconds.")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two looks at requests within a second, for surges.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:01", ErrorMessage = "Scaling:GlanceInterval must be between 0.05 seconds and a second.")]
    public TimeSpan GlanceInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A decision that nothing changes is written down as often. Changes are at once.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Scaling:RecordInterval must be between a second and an hour.")]
    public TimeSpan RecordInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>All is read again as often, also when nobody said that it changed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Scaling:ReadInterval must be between a second and an hour.")]
    public TimeSpan ReadInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two looks for decisions that are too old to be kept.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Scaling:RetentionInterval must be between a second and a day.")]
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What may sleep never does sooner after its last request.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Scaling:IdleFloor must be between a second and a day.")]
    public TimeSpan IdleFloor { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one waits for a request until its habits are known; what a wake-up is worth once they are.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Scaling:IdleUsual must be between a second and a day.")]
    public TimeSpan IdleUsual { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Nor does it stay awake for longer without one.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Scaling:IdleCeiling must be between a second and a day.")]
    public TimeSpan IdleCeiling { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What limits keep from growing or waking is not tried again for as long at most.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Scaling:LimitPause must be between a second and 10 minutes.")]
    public TimeSpan LimitPause { get; set; } = TimeSpan.FromSeconds(10);

    public IdleRules ToIdleRules() => new((int)IdleFloor.TotalSeconds, (int)IdleUsual.TotalSeconds, (int)IdleCeiling.TotalSeconds);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IdleUsual < IdleFloor)
            yield return new ValidationResult("Scaling:IdleUsual must not be shorter than Scaling:IdleFloor.", [nameof(IdleUsual)]);
        if (IdleCeiling < IdleUsual)
            yield return new ValidationResult("Scaling:IdleCeiling must not be shorter than Scaling:IdleUsual.", [nameof(IdleCeiling)]);
    }
}
