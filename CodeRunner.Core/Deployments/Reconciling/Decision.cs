namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>Steps in their order, and when to look again although nothing happened.</summary>
public sealed class Decision(DateTimeOffset now)
{
    private readonly List<Step> steps = [];

    public IReadOnlyList<Step> Steps => steps;

    public DateTimeOffset? WakeAt { get; private set; }

    public void Add(Step step) => steps.Add(step);

    /// <summary>Whether that moment has come; when not, it is one to look again.</summary>
    public bool IsDue(DateTimeOffset moment)
    {
        if (moment <= now)
            return true;
        if (WakeAt is null || moment < WakeAt)
            WakeAt = moment;
        return false;
    }
}
