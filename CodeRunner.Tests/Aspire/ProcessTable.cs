namespace CodeRunner.Tests.Aspire;

/// <summary>Reads /proc.</summary>
internal static class ProcessTable
{
    /// <summary>A zombie is no longer alive, although its id is still taken.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The processes that were started with that environment variable set to that value.</summary>
    public static IReadOnlyList<int> WithVariable(string name, string value) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0)
            .Where(pid => pid > 0 && IsAlive(pid) && Environ(pid).Contains($"{name}={value}")),
    ];

    public static string Environ(int pid) => Read($"/proc/{pid}/environ");

    public static string CommandLine(int pid) => Read($"/proc/{pid}/cmdline");

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
