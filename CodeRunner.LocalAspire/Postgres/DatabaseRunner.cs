using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CodeRunner.LocalAspire.Postgres;

/// <summary>Makes a database once its server is ready, and watches it.</summary>
internal sealed class DatabaseRunner(PostgresDatabaseResource database, RunnerServices services) : ResourceRunner(database, services)
{
    public override IReadOnlyList<string> Commands => [];

    protected override async Task RunAsync(CancellationToken stopping)
    {
        await PublishAsync(each => each with { State = KnownResourceStates.Waiting });
        await Services.Notifications.WaitForResourceAsync(
            database.Parent.Name, each => each.Snapshot.HealthStatus == HealthStatus.Healthy, stopping);
        await CreateAsync(stopping);
        await PublishAsync(each => each with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = DateTime.UtcNow,
            HealthReports = Health.NotYetChecked,
        });
        await Health.RunAsync(PublishHealthAsync, stopping);
    }

    private async Task CreateAsync(CancellationToken stopping)
    {
        await using var connection = await PostgresConnection.OpenAsync(database.Parent, stopping);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        exists.Parameters.AddWithValue(database.DatabaseName);
        if (await exists.ExecuteScalarAsync(stopping) is not null) return;
        var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(database.DatabaseName);
#pragma warning disable CA2100 // A database's name cannot be a parameter; it is quoted.
        await using var create = new NpgsqlCommand($"CREATE DATABASE {quoted}", connection);
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync(stopping);
    }
}
