using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Worker.Builds.Steps;

/// <summary>One command of a build. <see cref="Name"/> is what people see, such as "npm ci".</summary>
public sealed record BuildStep(string Name, IReadOnlyList<string> Command)
{
    /// <summary>What must be there for it to run; null for no more than a shell and git.</summary>
    public Runtime? Runtime { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
