namespace CodeRunner.Worker.Configuration;

/// <summary>What an app gets of its configuration: all variables with references replaced, and the values among them that must not be seen in its output.</summary>
public sealed class AppConfiguration(IReadOnlyDictionary<string, string> variables, IReadOnlyList<string> secrets)
{
    public static AppConfiguration Empty { get; } = new(new Dictionary<string, string>(), []);

    public IReadOnlyDictionary<string, string> Variables { get; } = variables;

    public IReadOnlyList<string> Secrets { get; } = secrets;

    /// <summary>Nothing of it prints.</summary>
    public override string ToString() => $"{Variables.Count} variables";
}
