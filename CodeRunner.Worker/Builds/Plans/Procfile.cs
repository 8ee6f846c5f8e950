namespace CodeRunner.Worker.Builds.Plans;

internal static class Procfile
{
    private const string Prefix = "web:";

    /// <summary>The command of the line "web: …", or null.</summary>
    public static string? Web(SourceTree tree)
    {
        var line = tree.Text("Procfile")?.Split('\n').Select(text => text.Trim()).FirstOrDefault(text => text.StartsWith(Prefix, StringComparison.Ordinal));
        return line?[Prefix.Length..].Trim() is { Length: > 0 } command ? command : null;
    }
}
