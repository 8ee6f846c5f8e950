namespace CodeRunner.Tests.Support;

/// <summary>Which programs a machine has.</summary>
internal static class Installed
{
    /// <summary>What a test that needs these says where it is skipped: null where all are there. Each is a name or a path.</summary>
    public static string? Lacks(params string[] programs)
    {
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"]);
        var missing = programs.Where(program => !places.Any(place => File.Exists(Path.Combine(place, program)))).ToList();
        return missing.Count == 0 ? null : $"not installed: {string.Join(", ", missing)}";
    }
}
