namespace CodeRunner.Tests.Support;

/// <summary>Which programs a machine has.</summary>
internal static class Installed
{
    private static IEnumerable<string> Places => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"]);

    /// <summary>The program's path.</summary>
    public static string Find(string program) => Places.Select(place => Path.Combine(place, program)).First(File.Exists);

    /// <summary>What a test that needs these says where it is skipped: null where all are there. Each is a name or a path.</summary>
    public static string? Lacks(params string[] programs)
    {
        var missing = programs.Where(program => !Places.Any(place => File.Exists(Path.Combine(place, program)))).ToList();
        return missing.Count == 0 ? null : $"not installed: {string.Join(", ", missing)}";
    }
}
