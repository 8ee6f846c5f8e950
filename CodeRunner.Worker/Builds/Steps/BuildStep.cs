namespace CodeRunner.Worker.Builds.Steps;

/// <summary>One command of a build. <see cref="Name"/> is what people see, such as "npm ci".</summary>
public sealed record BuildStep(string Name, IReadOnlyList<string> Command)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
