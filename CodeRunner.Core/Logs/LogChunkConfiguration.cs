using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Logs;

internal sealed class LogChunkConfiguration : IEntityTypeConfiguration<LogChunk>
{
    public void Configure(EntityTypeBuilder<LogChunk> builder)
    {
        // Partitioned, which EF has no words for: the migration LogChunks makes it.
        builder.ToTable("log_chunks", table => table.ExcludeFromMigrations());
        builder.HasKey(chunk => new { chunk.DeploymentId, chunk.Last, chunk.StoredAt });
    }
}
