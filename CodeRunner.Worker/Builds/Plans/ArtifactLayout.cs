namespace CodeRunner.Worker.Builds.Plans;

/// <summary>What of the built directory is kept.</summary>
public enum ArtifactLayout
{
    /// <summary>All of it.</summary>
    Everything,

    /// <summary>The folder that `dotnet publish` wrote.</summary>
    Published,

    /// <summary>All of it beneath site/, beside the static server.</summary>
    Site,
}
