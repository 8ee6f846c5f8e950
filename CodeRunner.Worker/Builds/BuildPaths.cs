using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds;

/// <summary>Where builds keep things on this node. Everything is named by an id, never by what a person chose.</summary>
public sealed class BuildPaths(IOptions<NodeOptions> node)
{
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string root = node.Value.DataDirectory;

    /// <summary>The node's data directory.</summary>
    public string Root => root;

    public string Workspace(Guid releaseId) => Path.Combine(root, "builds", $"{releaseId}");

    public string Artifact(Guid artifactId) => Path.Combine(root, "artifacts", $"{artifactId}");

    public string Caches(Guid projectId) => Path.Combine(root, "caches", $"{projectId}");

    /// <summary>Ids of the artifacts that lie here, as they are found.</summary>
    public IEnumerable<Guid> Artifacts() => Ids(Path.Combine(root, "artifacts"));

    /// <summary>Ids of the releases that have a workspace here, as they are found.</summary>
    public IEnumerable<Guid> Workspaces() => Ids(Path.Combine(root, "builds"));

    /// <summary>Ids of the projects that have caches here, as they are found.</summary>
    public IEnumerable<Guid> ProjectsWithCaches() => Ids(Path.Combine(root, "caches"));

    private static IEnumerable<Guid> Ids(string directory) => Directory.Exists(directory)
        ? Directory.EnumerateDirectories(directory).Select(path => Guid.TryParseExact(Path.GetFileName(path), "D", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)
        : [];

    /// <summary>Makes a folder that sandboxes of other users may pass through, but not list.</summary>
    public static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, Passable);
    }
}
