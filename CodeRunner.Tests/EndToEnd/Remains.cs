using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>Looks on the node for what a deleted deployment may have left: files, control groups, processes.</summary>
internal static class Remains
{
    public static async Task NothingOfAsync(Cloud cloud, DeploymentResponse deployment)
    {
        var ids = deployment.Instances.Select(instance => instance.Id).Append(deployment.Id).Append(deployment.Release!.Id).Select(id => id.ToString()).ToList();
        await Eventually.BeAsync<IReadOnlyList<string>>(
            () => Task.FromResult<IReadOnlyList<string>>([.. Files(cloud, ids), .. Processes(ids)]), remains => remains.Count == 0, "nothing left of the deployment");
    }

    private static IEnumerable<string> Files(Cloud cloud, IReadOnlyList<string> ids) =>
        Directory.EnumerateFiles(Path.Combine(cloud.Directory, "data", "node"), "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(path => ids.Any(path.Contains) || Mentions(path, ids));

    private static bool Mentions(string path, IReadOnlyList<string> ids)
    {
        try
        {
            return path.EndsWith(".json", StringComparison.Ordinal) && ids.Any(File.ReadAllText(path).Contains);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Processes(IReadOnlyList<string> ids)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(path => char.IsDigit(Path.GetFileName(path)[0])))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(directory, "cmdline"));
            }
            catch (IOException)
            {
                continue;
            }
            if (ids.Any(line.Contains))
                yield return line;
        }
    }
}
