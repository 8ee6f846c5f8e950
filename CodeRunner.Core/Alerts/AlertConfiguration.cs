using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Alerts;

internal sealed class AlertConfiguration : IEntityTypeConfiguration<Alert>
{
    public void Configure(EntityTypeBuilder<Alert> builder)
    {
        builder.ToTable("alerts");
        builder.Property(alert => alert.Id).ValueGeneratedNever();
        builder.Property(alert => alert.Summary).HasMaxLength(500);
        builder.Property(alert => alert.Resolution).HasMaxLength(500);
        builder.Property(alert => alert.AcknowledgedBy).HasMaxLength(320);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(alert => alert.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(alert => alert.RuleId).IsUnique().HasFilter("state = 'Firing'");
        builder.HasIndex(alert => new { alert.DeploymentId, alert.Id });
        builder.HasIndex(alert => new { alert.ProjectId, alert.Id });
        builder.HasIndex(alert => alert.DeploymentId, "ix_alerts_firing").HasFilter("state = 'Firing'");
        builder.HasIndex(alert => alert.ProjectId, "ix_alerts_budget").IsUnique().HasFilter("state = 'Firing' AND kind = 'Budget'");
        builder.HasIndex(alert => alert.ResolvedAt);
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
