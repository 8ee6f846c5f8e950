using CodeRunner.Contracts.Deployments;
using CodeRunner.Worker.Builds.Steps;

namespace CodeRunner.Worker.Builds.Plans;

internal static class PythonPlan
{
    // By its name: it is in /usr/bin of machines and in /usr/local/bin of the images that people have. A link into a home, which no sandbox sees, is passed over.
    private const string Python = "python3";
    private const string VirtualPython = "/app/.venv/bin/python3";

    private static readonly string[] Entries = ["main.py", "app.py", "server.py"];

    public static bool Applies(SourceTree tree) => tree.Has("requirements.txt") || Entries.Any(tree.Has);

    /// <param name="tree">The source.</param>
    /// <param name="startKnown">Whether somebody says what to start, so that nothing needs to be found.</param>
    public static Detection Make(SourceTree tree, bool startKnown)
    {
        var packages = HasPackages(tree);
        var plan = new BuildPlan(Runtime.Python, [])
        {
            Install = packages ? Install() : [],
            Environment = new Dictionary<string, string> { ["PYTHONUNBUFFERED"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1" },
            ProgramFolder = packages ? "/app/.venv/bin" : null,
        };
        return Entries.FirstOrDefault(tree.Has) is { } entry
            ? Detection.Of(plan with { Start = [packages ? VirtualPython : Python, "-u", entry] })
            : startKnown
                ? Detection.Of(plan)
                : Detection.Fail(
                    "no_start_command",
                    $"This looks like Python, but there is none of {string.Join(", ", Entries)}. Add one, or a Procfile, or set a start command.");
    }

    private static IReadOnlyList<BuildStep> Install() =>
    [
        new("python3 -m venv .venv", [Python, "-m", "venv", "/app/.venv"]),
        new(
            "pip install -r requirements.txt",
            [VirtualPython, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "-r", "requirements.txt"]),
    ];

    // A file too large to have been read has packages, surely.
    private static bool HasPackages(SourceTree tree) =>
        tree.Has("requirements.txt") && (tree.Text("requirements.txt")?.Split('\n').Any(line => line.Trim() is [not '#', ..]) ?? true);
}
