namespace CodeRunner.Contracts.Projects;

/// <summary>In rising order of rights.</summary>
public enum ProjectRole
{
    Viewer,
    Developer,
    Maintainer,
    Owner,
}
