using CodeRunner.Contracts.Scaling;

namespace CodeRunner.Core.Scaling;

/// <summary>A rule by which a deployment's instances are counted: a target that each instance shall carry, or a threshold with what to do when it is passed.</summary>
public sealed class ScalingPolicy
{
    /// <summary>Policies that one deployment may have.</summary>
    public const int MostPerDeployment = 10;

    public const int UsualCooldown = 60;

    private ScalingPolicy()
    {
    }

    public ScalingPolicy(Guid deploymentId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        DeploymentId = deploymentId;
        CreatedAt = now;
        UpdatedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid DeploymentId { get; private set; }

    public ScalingTrigger Trigger { get; private set; }

    /// <summary>In the trigger's unit; null in the form with a target.</summary>
    public double? Threshold { get; private set; }

    public ScalingAction? Action { get; private set; }

    /// <summary>Seconds after the deployment's last change in which this policy changes nothing, but for a larger rise.</summary>
    public int? Cooldown { get; private set; }

    /// <summary>In the trigger's unit; null in the form with a threshold.</summary>
    public double? Target { get; private set; }

    public int MinInstances { get; private set; } = 1;

    public int MaxInstances { get; private set; } = 1;

    public bool Enabled { get; set; } = true;

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Gives it the form with a target.</summary>
    public void Track(ScalingTrigger trigger, double target, DateTimeOffset now)
    {
        (Trigger, Target) = (trigger, target);
        (Threshold, Action, Cooldown, UpdatedAt) = (null, null, null, now);
    }

    /// <summary>Gives it the form with a threshold; <paramref name="cooldown"/> in seconds.</summary>
    public void Step(ScalingTrigger trigger, double threshold, ScalingAction action, int cooldown, DateTimeOffset now)
    {
        (Trigger, Threshold, Action, Cooldown) = (trigger, threshold, action, cooldown);
        (Target, UpdatedAt) = (null, now);
    }

    public void Bound(int minInstances, int maxInstances) => (MinInstances, MaxInstances) = (minInstances, maxInstances);
}
