using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Alerts;

internal sealed class AlertRuleConfiguration : IEntityTypeConfiguration<AlertRule>
{
    public void Configure(EntityTypeBuilder<AlertRule> builder)
    {
        builder.ToTable("alert_rules");
        builder.Property(rule => rule.Id).ValueGeneratedNever();
        builder.Property(rule => rule.Name).HasMaxLength(100);
        builder.Ignore(rule => rule.Condition);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(rule => rule.DeploymentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(rule => rule.DeploymentId);
        // Those to look at although their deployment is well: the others cost a tick nothing.
        builder.HasIndex(rule => rule.DeploymentId, "ix_alert_rules_watched")
            .HasFilter("enabled AND (kind NOT IN ('Down', 'CrashLoop') OR pending_since IS NOT NULL OR alert_id IS NOT NULL)");
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
