namespace CodeRunner.Worker.Sandboxes;

internal static class AppPaths
{
    public const string App = "/app";

    /// <summary>As the sandbox sees it. Throws when it leads out of the app's directory.</summary>
    public static string WorkingDirectory(string relative)
    {
        var inside = Path.GetFullPath(Path.Combine(App, relative));
        return inside == App || inside.StartsWith(App + "/", StringComparison.Ordinal)
            ? inside
            : throw new SandboxException("working_directory_invalid", "The working directory must lie in the app's directory.");
    }
}
