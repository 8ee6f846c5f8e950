namespace CodeRunner.Core.Projects;

/// <summary>What a member may do.</summary>
public enum Right
{
    Read,

    /// <summary>Make deployments and releases, start, stop, scale.</summary>
    Deploy,

    /// <summary>Change a deployment's settings, delete it.</summary>
    Configure,

    /// <summary>Read the values of an environment's variables, without its secrets'.</summary>
    SeeConfiguration,

    /// <summary>Change an environment's variables and secrets.</summary>
    ChangeConfiguration,

    /// <summary>Read the values of an environment's secrets.</summary>
    Reveal,

    /// <summary>Say who is a member, delete the project.</summary>
    Administer,
}
