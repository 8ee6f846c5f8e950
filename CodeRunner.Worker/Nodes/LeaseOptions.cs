using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Nodes;

/// <summary>Section "Leases": how Workers of a node share it.</summary>
public sealed class LeaseOptions : IValidatableObject
{
    public const string Section = "Leases";

    /// <summary>How long a Worker that is not heard of keeps what it has. One that is killed is found out at once, by its lock.</summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>By how much earlier it stops acting itself.</summary>
    public TimeSpan Margin { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan Renewal { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks at what is free to be taken.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a deployment is left for the Worker that it belongs to before another takes it.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long Workers must have been the same ones before deployments move for the sake of balance.</summary>
    public TimeSpan Calm { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a node must have been without any Worker before one of another node takes its deployments.</summary>
    public TimeSpan NodeLost { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Deployments taken at once.</summary>
    [Range(1, 10_000)]
    public int Batch { get; set; } = 200;

    /// <summary>Deployments given away at once for the sake of balance.</summary>
    [Range(1, 1000)]
    public int MovedAtOnce { get; set; } = 5;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Renewal <= TimeSpan.Zero || Margin <= TimeSpan.Zero || Poll <= TimeSpan.Zero)
            yield return new ValidationResult($"{Section}:{nameof(Renewal)}, {Section}:{nameof(Margin)} and {Section}:{nameof(Poll)} must be more than zero.");
        if (Duration - Margin < 2 * Renewal)
            yield return new ValidationResult($"{Section}:{nameof(Duration)} less {Section}:{nameof(Margin)} must be at least twice {Section}:{nameof(Renewal)}.");
    }
}
