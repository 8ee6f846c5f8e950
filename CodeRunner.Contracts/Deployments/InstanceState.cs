namespace CodeRunner.Contracts.Deployments;

public enum InstanceState
{
    Starting,
    Running,
    Unhealthy,
    Backoff,
    Stopping,
    Exited,
}
