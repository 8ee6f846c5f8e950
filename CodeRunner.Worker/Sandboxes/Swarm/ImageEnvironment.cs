namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>
/// Pure: an image sets variables for whatever runs in it, and our first process is still root then. Some of .NET's name a program to be run when it crashes, and others make it crash: it gets
/// all of them empty. The app is told them by its first process.
/// </summary>
internal static class ImageEnvironment
{
    public static IReadOnlyList<string> NamesOf(IEnumerable<string> variables) => [.. variables.Select(variable => variable.Split('=')[0]).Where(name => name.Length > 0).Distinct()];
}
