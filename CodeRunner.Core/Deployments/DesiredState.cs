namespace CodeRunner.Core.Deployments;

/// <summary>What people asked for; the Worker makes it true.</summary>
public enum DesiredState
{
    Running,
    Stopped,
    Deleted,
}
