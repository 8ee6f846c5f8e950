using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Audit;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.HasKey(entry => new { entry.ProjectId, entry.Seq });
        builder.Property(entry => entry.ActorEmail).HasMaxLength(254);
        builder.Property(entry => entry.Action).HasMaxLength(50);
        builder.Property(entry => entry.Target).HasMaxLength(AuditEvent.MostTargetLength);
        builder.Property(entry => entry.Ip).HasMaxLength(45);
        builder.HasOne<Project>().WithMany().HasForeignKey(entry => entry.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(entry => new { entry.ProjectId, entry.Action, entry.Seq });
        builder.HasIndex(entry => new { entry.ProjectId, entry.ActorId, entry.Seq });
        builder.HasIndex(entry => new { entry.ProjectId, entry.Time });
    }
}
