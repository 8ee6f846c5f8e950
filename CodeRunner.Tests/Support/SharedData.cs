namespace CodeRunner.Tests.Support;

/// <summary>
/// Published test vectors, tables and traces that are too large for the repository: the folder <c>shared</c> beside the checkout, or where CODERUNNER_SHARED says.
/// </summary>
public static class SharedData
{
    private static readonly string Root = Environment.GetEnvironmentVariable("CODERUNNER_SHARED") ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared"));

    public static string Find(string path) => Path.Combine(Root, path);
}
