using System.Diagnostics;
using CodeRunner.Tests.Support;
using Npgsql;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>What lies on the machine: the database as a dump, and every file of the run, of PostgreSQL, Redis and the Worker alike.</summary>
internal static class KeptByTheRun
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public static async Task<byte[]> DumpAsync(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        string[] arguments = ["--host", database.Host!, "--port", $"{database.Port}", "--username", database.Username!, "--no-password", database.Database!];
        using var dumping = Process.Start(new ProcessStartInfo(Program(), arguments) { RedirectStandardOutput = true, Environment = { ["PGPASSWORD"] = database.Password } })!;
        using var dump = new MemoryStream();
        await dumping.StandardOutput.BaseStream.CopyToAsync(dump);
        await dumping.WaitForExitAsync();
        dumping.ExitCode.ShouldBe(0);
        return dump.ToArray();
    }

    /// <summary>In files that were written since then. What has no length may be a pipe, which nobody would answer.</summary>
    public static IEnumerable<(string Place, Finding Finding)> Search(string directory, DateTime since, CanarySearch search) =>
        new DirectoryInfo(directory).EnumerateFiles("*", Everywhere)
            .Where(file => IsWanted(file, since))
            .SelectMany(file => Find(file.FullName, search).Select(finding => ($"file {Path.GetRelativePath(directory, file.FullName)}", finding)));

    /// <summary>What programs on this machine were started with.</summary>
    public static IEnumerable<string> CommandLines() => Directory.GetDirectories("/proc").Where(each => char.IsAsciiDigit(Path.GetFileName(each)[0])).Select(each =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(each, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    });

    private static bool IsWanted(FileInfo file, DateTime since)
    {
        try
        {
            return file.Length > 0 && file.LastWriteTimeUtc >= since;
        }
        catch (IOException)
        {
            return false; // it has gone
        }
    }

    private static HashSet<Finding> Find(string path, CanarySearch search)
    {
        var found = new HashSet<Finding>();
        try
        {
            FileSearch.Any(path, CanarySearch.Overlap, part =>
            {
                found.UnionWith(search.Find(part.Span));
                return false;
            });
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It was another test's, or has been replaced: what was read of it counts.
        }
        return found;
    }

    private static string Program() => Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(each => int.Parse(Path.GetFileName(each)))
        .Select(each => Path.Combine(each, "bin", "pg_dump")).FirstOrDefault(File.Exists) ?? "pg_dump";
}
