using Aspire.Hosting;

namespace CodeRunner.LocalAspire.Postgres;

/// <summary>Finds the server's binaries: of the data's own version if there is data, else the newest.</summary>
internal static class PostgresInstallation
{
    private const string Versions = "/usr/lib/postgresql";

    public static string FindBinaries(string cluster)
    {
        var wanted = Path.Combine(cluster, "PG_VERSION") is var file && File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        var found = Installed().Where(each => wanted is null || each.Version == wanted || each.Version.Length == 0)
            .OrderByDescending(each => int.TryParse(each.Version, out var version) ? version : 0)
            .Select(each => each.Directory).FirstOrDefault();
        return found ?? throw new DistributedApplicationException(wanted is null
            ? "PostgreSQL is not installed. On Debian: apt-get install postgresql"
            : $"The data in {cluster} is of PostgreSQL {wanted}, which is not installed. On Debian: apt-get install postgresql-{wanted}");
    }

    private static IEnumerable<(string Version, string Directory)> Installed()
    {
        var versioned = Directory.Exists(Versions)
            ? Directory.EnumerateDirectories(Versions).Select(each => (Path.GetFileName(each), Path.Combine(each, "bin")))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(each => ("", each));
        return versioned.Concat(path).Where(each => File.Exists(Path.Combine(each.Item2, "initdb")) && File.Exists(Path.Combine(each.Item2, "postgres")));
    }
}
