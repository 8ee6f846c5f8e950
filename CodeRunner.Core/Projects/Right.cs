namespace CodeRunner.Core.Projects;

/// <summary>What a member may do.</summary>
public enum Right
{
    Read,

    /// <summary>Make deployments and releases, start, stop, scale.</summary>
    Deploy,

    /// <summary>Change a deployment's settings, delete it.</summary>
    Configure,

    /// <summary>Say who is a member, delete the project.</summary>
    Administer,
}
