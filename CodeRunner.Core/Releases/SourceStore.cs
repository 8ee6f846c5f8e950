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
