using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>Looks on the node for what a deployment has there: files, control groups, processes. Made while it runs, when it must find them.</summary>
internal sealed class Remains
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    private readonly string node;
    private readonly string[] sandboxes;
    private readonly string[] names;

    private Remains(string node, DeploymentResponse deployment)
    {
        this.node = node;
        sandboxes = [.. Directory.GetDirectories(Path.Combine(node, "sandboxes")).Where(path => Mentions(path, deployment.Id)).Select(path => Path.GetFileName(path)!)];
        names = [.. sandboxes, .. Spellings(deployment.Id), .. Spellings(deployment.Release!.Id)];
    }

    public static Remains Of(Cloud cloud, DeploymentResponse running)
    {
        var remains = new Remains(Path.Combine(cloud.Directory, "data", "node"), running);
        remains.sandboxes.Length.ShouldBeGreaterThanOrEqualTo(running.Instances.Count);
        remains.Files().ShouldNotBeEmpty();
        remains.Processes().ShouldNotBeEmpty();
        return remains;
    }

    public Task AreGoneAsync() => Eventually.BeAsync<string>(
        () => Task.FromResult(string.Join('\n', [.. Files(), .. ControlGroups(), .. Processes()])), found => found.Length == 0, "nothing left of the deployment");

    private static string[] Spellings(Guid id) => [id.ToString("D"), id.ToString("N")];

    private static bool Mentions(string sandbox, Guid deployment)
    {
        try
        {
            return File.ReadAllText(Path.Combine(sandbox, "sandbox.json")).Contains(deployment.ToString(), StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // another test's, and just gone
        }
    }

    private IEnumerable<string> Files() => Directory.EnumerateFileSystemEntries(node, "*", Everywhere).Where(path => names.Any(path.Contains));

    private IEnumerable<string> ControlGroups() => Directory.EnumerateDirectories("/sys/fs/cgroup", "*", Everywhere).Where(path => sandboxes.Any(path.Contains));

    /// <summary>A shim keeps its sandbox's output open for as long as anything of it runs.</summary>
    private IEnumerable<string> Processes() => Directory.EnumerateDirectories("/proc")
        .Where(path => char.IsDigit(Path.GetFileName(path)[0]))
        .SelectMany(OpenFiles)
        .Where(target => sandboxes.Any(target.Contains));

    private static IEnumerable<string> OpenFiles(string process)
    {
        try
        {
            return [.. Directory.GetFileSystemEntries(Path.Combine(process, "fd")).Select(link => new FileInfo(link).LinkTarget).OfType<string>()];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
