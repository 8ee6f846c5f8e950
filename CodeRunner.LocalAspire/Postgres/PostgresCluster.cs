using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;
using CodeRunner.LocalAspire.Processes;

namespace CodeRunner.LocalAspire.Postgres;

/// <summary>Makes the data directory of a new server.</summary>
internal sealed class PostgresCluster(PostgresServerResource server, string directory, ServiceUser? user, RunnerServices services)
{
    /// <summary>Made beside and renamed when complete, so that a killed run leaves no half of one.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        var next = Path.Combine(directory, "cluster.new");
        if (Directory.Exists(next)) Directory.Delete(next, recursive: true);
        var password = Path.Combine(directory, "password.new");
        try
        {
            await ServerDirectory.WriteSecretAsync(password, await server.PasswordParameter.GetValueAsync(cancellationToken) ?? "", user);
            await RunInitdbAsync(next, password, cancellationToken);
        }
        finally
        {
            File.Delete(password);
        }

        Directory.Move(next, Path.Combine(directory, "cluster"));
    }

    private async Task RunInitdbAsync(string cluster, string password, CancellationToken cancellationToken)
    {
        List<string> arguments =
        [
            "-D", Seen(cluster), "--username", await server.UserNameReference.GetValueAsync(cancellationToken) ?? "postgres",
            "--pwfile", Seen(password), "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions",
        ];
        // Data that is thrown away with the application need not survive a power cut.
        if (services.Directories.Temporary) arguments.Add("--no-sync");
        var log = services.Logs.Backlog(server.Name);
        var initdb = new ProcessSpec(Path.Combine(PostgresInstallation.FindBinaries(cluster), "initdb"), arguments, "/")
        {
            Environment = InheritedEnvironment.ForServers(services.Directories.Data),
            User = user,
            EndsItsChildren = true,
        };
        using var process = await ManagedProcess.StartAsync(initdb, log.Add);
        if (await process.Exited is var code and not 0)
            throw new DistributedApplicationException($"initdb ended with exit code {code}; the resource's log says why.");
    }

    private string Seen(string path) => user?.Seen(path) ?? path;
}
