using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes.Swarm;

namespace CodeRunner.Worker.Builds.Retention;

/// <summary>
/// Removes images of what was built from the swarm's registry when no release needs them. Which they are is written down in the transaction that makes them needless, so that a Worker that is
/// killed forgets none. One that can't be removed comes last from then on, and nothing is asked of the registry for a while: it may be away, or delete nothing at all. Where nobody said how the
/// registry is asked, they are known for some months, in case somebody does.
/// </summary>
internal sealed class ForgottenImages(SwarmImages images, Database database, TimeProvider clock, ILogger<ForgottenImages> logger) : Loop(clock, TimeSpan.FromSeconds(10), logger), ISwarmDuty
{
    private const int Most = 100;

    private const string Find = "SELECT image FROM forgotten_images ORDER BY since LIMIT $1";

    private const string Done = "DELETE FROM forgotten_images WHERE image = $1";

    private const string Last = "UPDATE forgotten_images SET since = $2 WHERE image = $1";

    private const string Expire = "DELETE FROM forgotten_images WHERE since < $1";

    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private DateTimeOffset restUntil;

    protected override Task TickAsync(CancellationToken cancellationToken) => RemoveAsync(cancellationToken);

    /// <summary>Throws what stood in the way, after as many as could be removed before it.</summary>
    internal async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (Clock.GetUtcNow() < restUntil)
            return;
        if (!images.CanForget)
        {
            restUntil = Clock.GetUtcNow() + Rest;
            await ExecuteAsync(Expire, cancellationToken, Clock.GetUtcNow() - Kept);
            return;
        }
        while (await FindAsync(cancellationToken) is { Count: > 0 } page)
            foreach (var image in page)
                await RemoveAsync(image, cancellationToken);
    }

    private async Task RemoveAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            await images.ForgetAsync(image, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            restUntil = Clock.GetUtcNow() + Rest;
            await ExecuteAsync(Last, cancellationToken, image, Clock.GetUtcNow());
            throw;
        }
        await ExecuteAsync(Done, cancellationToken, image);
    }

    private async Task<List<string>> FindAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(Find);
        command.Parameters.Add(new() { Value = Most });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetString(0));
        return found;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.Source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
