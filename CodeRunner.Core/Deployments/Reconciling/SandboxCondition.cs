namespace CodeRunner.Core.Deployments.Reconciling;

public enum SandboxCondition
{
    /// <summary>There is no trace of it on the node: it was never started, or removed on purpose.</summary>
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

    /// <summary>It ended and nobody saw how: the machine was restarted, or its supervisor was killed.</summary>
    Lost,
}
