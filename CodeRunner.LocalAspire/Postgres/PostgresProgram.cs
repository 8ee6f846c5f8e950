using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;
using CodeRunner.LocalAspire.Processes;

namespace CodeRunner.LocalAspire.Postgres;

/// <summary>Starts a private PostgreSQL server: on loopback, without a Unix socket, with a password.</summary>
internal sealed class PostgresProgram(PostgresServerResource server, RunnerServices services) : IProgram
{
    // Small enough for a laptop, with connections for the pools of several services.
    private static readonly string[] Tuning =
    [
        "shared_buffers=64MB", "max_connections=200", "work_mem=4MB", "maintenance_work_mem=32MB", "effective_cache_size=256MB",
        "wal_buffers=2MB", "max_wal_size=512MB", "max_worker_processes=4", "max_parallel_workers_per_gather=0", "autovacuum_max_workers=2",
        "jit=off",
    ];

    private readonly string _directory = services.Directories.For(server);

    public bool StartsAgain => true;

    private string Cluster => Path.Combine(_directory, "cluster");

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        ServerDirectory.Make(_directory, User());
        var pidFile = Path.Combine(Cluster, "postmaster.pid");
        await Remains.EndAsync(new RemainsQuery(server.Name, "postgres", pidFile, Signal.Interrupt), services, cancellationToken);
        if (File.Exists(pidFile)) File.Delete(pidFile);
        if (!File.Exists(Path.Combine(Cluster, "PG_VERSION")))
            await new PostgresCluster(server, _directory, User(), services).CreateAsync(cancellationToken);
    }

    public Task<ProcessSpec> DescribeAsync(CancellationToken cancellationToken)
    {
        var user = User();
        var port = server.PrimaryEndpoint.EndpointAnnotation.ListenPorts[0].ToString(CultureInfo.InvariantCulture);
        string[] settings = ["listen_addresses=127.0.0.1", $"port={port}", "unix_socket_directories=", "cluster_name=" + server.Name, .. Tuning];
        return Task.FromResult(new ProcessSpec(
            Path.Combine(PostgresInstallation.FindBinaries(Cluster), "postgres"),
            ["-D", user?.Seen(Cluster) ?? Cluster, .. settings.SelectMany(setting => new[] { "-c", setting })],
            "/")
        {
            Environment = InheritedEnvironment.ForServers(services.Directories.Data),
            // SIGINT is PostgreSQL's fast shutdown: it breaks off its clients and writes everything down.
            StopSignal = Signal.Interrupt,
            DeathSignal = Signal.Interrupt,
            Grace = Graces.For(server, services.Configuration, Graces.OfProjects),
            User = user,
        });
    }

    private ServiceUser? User() => ServiceUser.For("postgres", _directory);
}
