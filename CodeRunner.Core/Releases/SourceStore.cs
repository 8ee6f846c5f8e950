using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Releases;

/// <summary>Sources in pieces of 1 MiB, so that neither writer nor reader ever holds a whole archive.</summary>
public static class SourceStore
{
    public const int ChunkBytes = 1 << 20;

    /// <summary>Writes all of <paramref name="source"/> within the caller's transaction; returns its length in bytes. The release must be stored before.</summary>
    public static async Task<long> WriteSourceAsync(this CodeRunnerDb db, Guid releaseId, Stream source, CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkBytes];
        var total = 0L;
        for (var ordinal = 0; ; ordinal++)
        {
            var length = await source.ReadAtLeastAsync(buffer, ChunkBytes, throwOnEndOfStream: false, cancellationToken);
            if (length == 0)
                return total;
            var piece = buffer.AsMemory(0, length).ToArray();
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO source_chunks (release_id, ordinal, bytes) VALUES ({releaseId}, {ordinal}, {piece})", cancellationToken);
            total += length;
        }
    }

    /// <summary>Bytes of the project's sources that are still to be built.</summary>
    public static Task<long> WaitingSourceBytesAsync(this CodeRunnerDb db, Guid projectId, CancellationToken cancellationToken) => db.Database.SqlQuery<long>(
        $"""
        SELECT coalesce(sum(octet_length(chunk.bytes)), 0)::bigint AS "Value"
        FROM source_chunks chunk JOIN releases release ON release.id = chunk.release_id JOIN deployments deployment ON deployment.id = release.deployment_id
        WHERE deployment.project_id = {projectId} AND release.state IN ('Queued', 'Building')
        """).SingleAsync(cancellationToken);

    /// <summary>
    /// Forgets the project's sources that no build needs any more: all but those of each deployment's last <paramref name="kept"/> releases, and of these the oldest
    /// beyond <paramref name="mostBytes"/> in all.
    /// </summary>
    public static Task<int> TrimSourcesAsync(this CodeRunnerDb db, Guid projectId, int kept, long mostBytes, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
        $"""
        WITH stored AS (
            SELECT release.id, release.state IN ('Queued', 'Building') AS needed, release.number > deployment.last_release_number - {kept} AS recent,
                sum(octet_length(chunk.bytes)) AS bytes
            FROM deployments deployment JOIN releases release ON release.deployment_id = deployment.id JOIN source_chunks chunk ON chunk.release_id = release.id
            WHERE deployment.project_id = {projectId}
            GROUP BY release.id, deployment.id),
        added AS (SELECT id, needed, recent, sum(bytes) OVER (ORDER BY needed DESC, recent DESC, id DESC) AS total FROM stored)
        DELETE FROM source_chunks WHERE release_id IN (SELECT id FROM added WHERE NOT needed AND (NOT recent OR total > {mostBytes}))
        """, cancellationToken);

    /// <summary>Gives a release the same source as another, within the caller's transaction.</summary>
    public static Task<int> CopySourceAsync(this CodeRunnerDb db, Guid from, Guid to, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"INSERT INTO source_chunks (release_id, ordinal, bytes) SELECT {to}, ordinal, bytes FROM source_chunks WHERE release_id = {from}", cancellationToken);

    /// <summary>Copies the source of a release to <paramref name="destination"/>; returns false when there is none.</summary>
    public static async Task<bool> ReadSourceAsync(this CodeRunnerDb db, Guid releaseId, Stream destination, CancellationToken cancellationToken)
    {
        for (var ordinal = 0; ; ordinal++)
        {
            var current = ordinal;
            var piece = await db.SourceChunks.AsNoTracking()
                .Where(chunk => chunk.ReleaseId == releaseId && chunk.Ordinal == current)
                .Select(chunk => chunk.Bytes)
                .SingleOrDefaultAsync(cancellationToken);
            if (piece is null)
                return ordinal > 0;
            await destination.WriteAsync(piece, cancellationToken);
        }
    }
}
