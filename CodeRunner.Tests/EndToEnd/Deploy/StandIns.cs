using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd.Deploy;

/// <summary>
/// Images that are made of this machine's programs, in the place of official ones: they take the same arguments, variables, users and directories, as far as compose.yaml and
/// stack.yaml use them. The official ones are not run here.
/// </summary>
internal static class StandIns
{
    private const int Postgres = 999;
    private const int Redis = 998;
    private const string PostgresHome = "/usr/lib/postgresql/15";

    /// <summary>What postgres' official image does before its server: a database of that name, with a password, that others may connect to.</summary>
    private const string Entry = """
        #!/bin/sh
        set -e
        if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
            initdb -D "$PGDATA" -U "$POSTGRES_USER" --pwfile "$POSTGRES_PASSWORD_FILE" --auth-local trust --auth-host scram-sha-256 -E UTF8 --locale C --no-sync
            echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
            echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
            echo "CREATE DATABASE $POSTGRES_DB" | postgres --single -D "$PGDATA" postgres
        fi
        exec "$@"
        """;

    /// <summary>PostgreSQL, Redis, a registry and Caddy in one.</summary>
    public static async Task ImportServersAsync(IReadOnlyDictionary<string, string> engine, string image)
    {
        await using var files = new MachineFiles();
        AddShell(files, $"postgres:x:{Postgres}:{Postgres}::/:\nredis:x:{Redis}:{Redis}::/:\n");
        foreach (var program in (string[])["postgres", "initdb", "pg_isready", "pg_dump", "pg_restore"]) await files.AddProgramAsync($"{PostgresHome}/bin/{program}");
        files.AddDirectory($"{PostgresHome}/lib", file => file.EndsWith(".so", StringComparison.Ordinal) && !file.Contains("llvmjit", StringComparison.Ordinal));
        files.AddDirectory("/usr/share/postgresql/15", file => !file.Contains("/man/", StringComparison.Ordinal));
        foreach (var program in (string[])["redis-server", "redis-cli", "docker-registry", "caddy"]) await files.AddCommandAsync(program);
        files.AddText("/etc/docker/registry/config.yml", "version: 0.1\nstorage: {filesystem: {rootdirectory: /var/lib/registry}}\nhttp: {addr: ':5000'}\n");
        files.AddText("/entry", Entry);
        files.AddEmpty("/var/lib/postgresql/data", Postgres);
        files.AddEmpty("/data");
        await files.ImportAsync(
            engine, image, $"ENV PGDATA=/var/lib/postgresql/data PATH={PostgresHome}/bin:/usr/sbin:/usr/bin:/sbin:/bin", "ENTRYPOINT [\"/entry\"]", "CMD [\"docker-registry\", \"serve\", \"/etc/docker/registry/config.yml\"]");
    }

    /// <summary>The runtime of ASP.NET Core, as Microsoft's image has it.</summary>
    public static async Task ImportDotnetAsync(IReadOnlyDictionary<string, string> engine, string image)
    {
        await using var files = new MachineFiles();
        var runtime = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        files.AddText("/etc/passwd", "root:x:0:0::/:\napp:x:1654:1654::/:\n");
        await files.AddProgramAsync($"{runtime}/dotnet");
        files.AddDirectory($"{runtime}/host/fxr");
        files.AddDirectory($"{runtime}/shared");
        foreach (var library in Directory.EnumerateFiles($"{runtime}/shared/Microsoft.NETCore.App", "*.so", SearchOption.AllDirectories)) await files.AddProgramAsync(library);
        foreach (var library in (string[])["libssl.so.3", "libcrypto.so.3"]) await files.AddProgramAsync($"/usr/lib/x86_64-linux-gnu/{library}");
        foreach (var program in (string[])["du", "find", "chown", "chmod"]) await files.AddCommandAsync(program);
        files.AddDirectory("/usr/share/zoneinfo");
        files.AddLink("/usr/bin/dotnet", $"{runtime}/dotnet");
        files.AddEmpty("/tmp");
        await files.ImportAsync(engine, image, "ENV ASPNETCORE_HTTP_PORTS=8080 PATH=/usr/bin:/bin");
    }

    /// <summary>What apps in Python run in.</summary>
    public static async Task ImportPythonAsync(IReadOnlyDictionary<string, string> engine, string image)
    {
        await using var files = new MachineFiles();
        AddShell(files, "");
        var python = new FileInfo("/usr/bin/python3").ResolveLinkTarget(returnFinalTarget: true)!;
        await files.AddProgramAsync(python.FullName);
        files.AddLink("/usr/bin/python3", python.Name);
        var library = $"/usr/lib/{python.Name}";
        files.AddDirectory(library, file => !file.Contains("__pycache__", StringComparison.Ordinal) && !file.Contains("/test/", StringComparison.Ordinal));
        foreach (var module in Directory.EnumerateFiles($"{library}/lib-dynload")) await files.AddProgramAsync(module);
        files.AddEmpty("/app");
        await files.ImportAsync(engine, image);
    }

    private static void AddShell(MachineFiles files, string users)
    {
        files.AddFile(Installed.Find("busybox"));
        foreach (var applet in (string[])["sh", "grep", "env", "cat", "sleep"]) files.AddLink($"/bin/{applet}", Installed.Find("busybox"));
        files.AddText("/etc/passwd", $"root:x:0:0::/:/bin/sh\n{users}");
        files.AddDirectory("/usr/share/zoneinfo");
        files.AddEmpty("/tmp");
    }
}
