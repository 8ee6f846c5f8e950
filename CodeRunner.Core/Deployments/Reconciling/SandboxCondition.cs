namespace CodeRunner.Core.Deployments.Reconciling;

public enum SandboxCondition
{
    /// <summary>The node does not know it: it was never started, or the machine lost it.</summary>
    Missing,

    /// <summary>It is being started.</summary>
    Launching,

    /// <summary>It runs; whether it is healthy is not known yet.</summary>
    Up,

    Healthy,

    Unhealthy,

    /// <summary>It was told to end.</summary>
    Ending,

    Exited,
}
