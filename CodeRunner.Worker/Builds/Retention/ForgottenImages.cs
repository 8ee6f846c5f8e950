using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes.Swarm;
using Npgsql;

namespace CodeRunner.Worker.Builds.Retention;

/// <summary>
/// Removes images of what was built from the swarm's registry when no release needs them. Which they are is written down in the transaction that makes them needless, so that a Worker that is
/// killed forgets none; while the registry is away they wait.
/// </summary>
internal sealed class ForgottenImages(SwarmImages images, Database database, TimeProvider clock, ILogger<ForgottenImages> logger) : Loop(clock, TimeSpan.FromSeconds(10), logger), ISwarmDuty
{
    private const int Most = 100;

    private const string Find = "SELECT image FROM forgotten_images ORDER BY since LIMIT $1";

    /// <summary>What was built by an earlier version of the platform may be the same image for two artifacts.</summary>
    private const string FindNeeded = "SELECT DISTINCT artifact->>'builtImage' FROM releases WHERE artifact_id IS NOT NULL AND artifact_removed_at IS NULL AND artifact->>'builtImage' = ANY($1)";

    private const string Done = "DELETE FROM forgotten_images WHERE image = $1";

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        if (!images.CanForget)
            return;
        while (await RemoveAsync(cancellationToken) == Most)
        {
        }
    }

    private async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var forgotten = await ReadAsync(Find, Most, cancellationToken);
        if (forgotten.Count == 0)
            return 0;
        var needed = (await ReadAsync(FindNeeded, forgotten.ToArray(), cancellationToken)).ToHashSet();
        foreach (var image in forgotten)
        {
            if (!needed.Contains(image))
                await images.ForgetAsync(image, cancellationToken);
            await using var done = Command(Done, image);
            await done.ExecuteNonQueryAsync(cancellationToken);
        }
        return forgotten.Count;
    }

    private async Task<List<string>> ReadAsync(string sql, object value, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetString(0));
        return found;
    }

    private NpgsqlCommand Command(string sql, object value)
    {
        var command = database.Source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        return command;
    }
}
