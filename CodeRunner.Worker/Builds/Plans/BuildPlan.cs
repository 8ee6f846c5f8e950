using CodeRunner.Contracts.Deployments;
using CodeRunner.Worker.Builds.Steps;

namespace CodeRunner.Worker.Builds.Plans;

/// <summary>How to build and start an app. <see cref="Start"/> is program and arguments; <see cref="Environment"/> is the running app's.</summary>
public sealed record BuildPlan(Runtime Runtime, IReadOnlyList<string> Start)
{
    /// <summary>Bring packages.</summary>
    public IReadOnlyList<BuildStep> Install { get; init; } = [];

    /// <summary>Make the app from them; what a person's own build command replaces.</summary>
    public IReadOnlyList<BuildStep> Build { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public ArtifactLayout Layout { get; init; } = ArtifactLayout.Everything;

    /// <summary>Folders of programs that a shell command should find, such as a virtual environment's.</summary>
    public string? ProgramFolder { get; init; }

    public IEnumerable<BuildStep> Steps => Install.Concat(Build);
}
