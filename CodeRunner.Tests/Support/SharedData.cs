namespace CodeRunner.Tests.Support;

/// <summary>
/// Published test vectors, tables and traces that are too large for the repository: the folder <c>shared</c> beside the checkout, or where CODERUNNER_SHARED says.
/// </summary>
public static class SharedData
{
    private static readonly string Root = Environment.GetEnvironmentVariable("CODERUNNER_SHARED") ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared"));

    public static string Find(string path) => Path.Combine(Root, path);
}

/// <summary>A test of data that a machine may not have: there it is counted as skipped, and says what it misses.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string path)
    {
        if (!Path.Exists(SharedData.Find(path)))
            Skip = $"{SharedData.Find(path)} is not on this machine.";
    }
}
