using System.IO.Compression;

namespace CodeRunner.Tests.Support;

/// <summary>What tests use of the checkout they were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>A sample of samples/ as the zip that a person would upload.</summary>
    public static byte[] ZipSample(string name)
    {
        using var archive = new MemoryStream();
        ZipFile.CreateFromDirectory(Path.Combine(Root, "samples", name), archive);
        return archive.ToArray();
    }

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "CodeRunner.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests were not built inside the repository.");
    }
}
