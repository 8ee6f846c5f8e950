namespace CodeRunner.Contracts.Deployments;

public enum DeploymentState
{
    Created,
    Building,
    Starting,
    Running,
    Failing,
    Sleeping,
    Stopping,
    Stopped,
    Deleting,
}
