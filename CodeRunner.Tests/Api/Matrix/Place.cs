namespace CodeRunner.Tests.Api.Matrix;

/// <summary>Where a right is needed.</summary>
internal enum Place
{
    Platform,

    /// <summary>In the project, whichever of its environments the role holds for.</summary>
    Project,

    /// <summary>In each environment of the project.</summary>
    Everywhere,

    Staging,
    Production,
}
