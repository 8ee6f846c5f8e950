using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Audit;

internal sealed class AuditHeadConfiguration : IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("audit_heads");
        builder.HasKey(head => head.ChainId);
        builder.Property(head => head.ChainId).HasColumnName("project_id").ValueGeneratedNever();
        // A service from before there was this column leaves it out.
        builder.Property(head => head.MovedAt).HasDefaultValueSql("now()");
        builder.HasIndex(head => new { head.MovedAt, head.ChainId });
    }
}
