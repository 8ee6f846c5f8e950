namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>When the number of instances last changed, by whomever; <paramref name="Unscheduled"/> is how many there were before schedules alone raised it, null where something else changed it.</summary>
public readonly record struct ScaleChange(long Second, int From, int To, int? Unscheduled = null)
{
    public bool IsRise => To > From;
}
