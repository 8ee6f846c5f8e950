using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Releases;

internal sealed class SourceChunkConfiguration : IEntityTypeConfiguration<SourceChunk>
{
    public void Configure(EntityTypeBuilder<SourceChunk> builder)
    {
        builder.ToTable("source_chunks");
        builder.HasKey(chunk => new { chunk.ReleaseId, chunk.Ordinal });
        builder.HasOne<Release>().WithMany().HasForeignKey(chunk => chunk.ReleaseId).OnDelete(DeleteBehavior.Cascade);
    }
}
