using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Audit;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.HasKey(entry => new { entry.ChainId, entry.Seq });
        // Services of before the platform had a chain know only those of projects.
        builder.Property(entry => entry.ChainId).HasColumnName("project_id");
        builder.Property(entry => entry.ActorEmail).HasMaxLength(254);
        builder.Property(entry => entry.Action).HasMaxLength(50);
        builder.Property(entry => entry.Target).HasMaxLength(AuditEvent.MostTargetLength);
        builder.Property(entry => entry.Ip).HasMaxLength(45);
        builder.HasIndex(entry => new { entry.ChainId, entry.Action, entry.Seq });
        builder.HasIndex(entry => new { entry.ChainId, entry.ActorId, entry.Seq });
        builder.HasIndex(entry => new { entry.ChainId, entry.Time });
    }
}
