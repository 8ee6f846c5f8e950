using System.Diagnostics;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Audit;
using Npgsql;
using NpgsqlTypes;

namespace CodeRunner.Benchmarks.Configuration;

/// <summary>How long it takes to follow the chain of a project with a million entries, asked of the Api. CODERUNNER_BENCH_ENTRIES says how many.</summary>
internal sealed class AuditBenchmark : IBenchmark
{
    private const double MostSeconds = 60;

    private readonly int entries = int.TryParse(Environment.GetEnvironmentVariable("CODERUNNER_BENCH_ENTRIES"), out var given) ? given : 1_000_000;

    public string Name => "audit";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        await FillAsync(await platform.DatabaseAsync(cancellationToken), platform.Project, cancellationToken);
        await platform.SignInAgainAsync(cancellationToken);
        var watch = Stopwatch.StartNew();
        var verified = await platform.GetAsync<AuditVerification>($"/api/projects/{platform.Project}/audit/verify", cancellationToken);
        report.Add("audit.verify", watch.Elapsed.TotalSeconds, "s", MostSeconds);
        report.AddAtLeast("audit.entries", verified.Valid ? verified.Entries : 0, "entries", entries);
    }

    /// <summary>As the log itself would, but all at once.</summary>
    private async Task FillAsync(string connectionString, Guid project, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var (hash, now) = (Array.Empty<byte>(), DateTimeOffset.UtcNow);
        await using (var copy = await connection.BeginBinaryImportAsync(
            "COPY audit_entries (id, project_id, seq, time, actor_id, actor_email, action, target, environment, ip, outcome, detail, hash) FROM STDIN (FORMAT binary)", cancellationToken))
        {
            for (var seq = 1; seq <= entries; seq++)
            {
                var what = new AuditEvent(project, new AuditActor(project, "ada@example.org"), "secret.reveal", $"KEY_{seq % 500}")
                {
                    Environment = EnvironmentName.Staging,
                    Ip = "127.0.0.1",
                    Detail = AuditEvent.Json(new { keys = new[] { $"KEY_{seq % 500}" } }),
                };
                var entry = new AuditEntry(what, seq, hash, now.AddMilliseconds(seq));
                await WriteAsync(copy, entry, cancellationToken);
                hash = entry.Hash;
            }
            await copy.CompleteAsync(cancellationToken);
        }
        await using var head = new NpgsqlCommand("INSERT INTO audit_heads (project_id, seq, hash) VALUES ($1, $2, $3) ON CONFLICT (project_id) DO UPDATE SET seq = $2, hash = $3", connection)
        {
            Parameters = { new() { Value = project }, new() { Value = (long)entries }, new() { Value = hash } },
        };
        await head.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, AuditEntry entry, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(entry.Id, cancellationToken);
        await copy.WriteAsync(entry.ChainId, cancellationToken);
        await copy.WriteAsync(entry.Seq, cancellationToken);
        await copy.WriteAsync(entry.Time, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(entry.ActorId!.Value, cancellationToken);
        foreach (var text in (string[])[entry.ActorEmail, entry.Action, entry.Target, entry.Environment!.Value.ToString(), entry.Ip!, entry.Outcome.ToString(), entry.Detail])
            await copy.WriteAsync(text, cancellationToken);
        await copy.WriteAsync(entry.Hash, cancellationToken);
    }
}
